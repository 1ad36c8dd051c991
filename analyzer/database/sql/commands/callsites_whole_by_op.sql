-- What queries/callsites_by_op.sql answers about whole runs, from table site_group.
SELECT g.run, g.device, g.kind, g.count, g.sum_bytes, g.most_bytes, g.largest_bytes, g.left_bytes,
  coalesce(c.op, p.text) AS name
FROM site_group g LEFT JOIN callsite c ON c.run = g.run AND c.id = g.callsite
LEFT JOIN string p ON p.run = g.run AND p.id = g.purpose
WHERE g.by = 'op'
ORDER BY g.run, g.most_bytes DESC, g.sum_bytes DESC, g.device, g.kind, name
