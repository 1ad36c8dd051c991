-- What queries/callsites.sql answers about whole runs, from table site_group.
-- keep: most_bytes, callsite
-- line: tensor
WITH held AS (SELECT s.run, s.id, count(DISTINCT t.tensor) AS kinds, min(t.tensor) AS tensor,
  sum(s.count) AS count FROM site_tensor s JOIN tensor t ON t.run = s.run AND t.id = s.tensor
  WHERE t.tensor NOT NULL GROUP BY s.run, s.id)
SELECT g.run, g.device, g.kind, g.count, g.sum_bytes, g.most_bytes, g.largest_bytes, g.left_bytes,
  coalesce(c.op, p.text) AS name, c.callsite,
  iif(h.kinds > 1, h.kinds || ' kinds',
    h.tensor || iif(h.count = g.count, '', ' and others')) AS tensor
FROM site_group g LEFT JOIN held h ON h.run = g.run AND h.id = g.id
LEFT JOIN callsite c ON c.run = g.run AND c.id = g.callsite
LEFT JOIN string p ON p.run = g.run AND p.id = g.purpose
WHERE g.by = 'callsite'
ORDER BY g.run, g.most_bytes DESC, g.sum_bytes DESC, g.device, g.kind, name, c.callsite
