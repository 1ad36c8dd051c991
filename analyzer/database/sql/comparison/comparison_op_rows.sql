-- Ops of a pair of runs that are matched in their order and differ.
INSERT INTO difference SELECT o.pair, 4, o.what, o.device, o.name, o.measure, o.a, o.b, o.b - o.a,
  o.note,
  o.times, o.op, o.callsite, o.file, o.full_path, o.line, o.weight
FROM (SELECT d.*, s.file, s.full_path, s.line, row_number() OVER (PARTITION BY d.rowid ORDER BY
  s.callsite) AS nth
  FROM op_difference d JOIN compared_pair p ON p.pair = d.pair
  LEFT JOIN compared_site s ON s.run = iif(d.what = 'op removed', p.a, p.b) AND s.site = d.callsite
  WHERE d.pair = ?1) o
WHERE o.nth = 1
