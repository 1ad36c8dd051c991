-- The board of a mock run; of another the one that --mock knows with the same chips, if any.
WITH chip AS (SELECT count(DISTINCT o.device) AS chips, min(d.arch) AS arch,
    max(d.arch) AS other_arch
  FROM opening o JOIN device d ON d.run = o.run AND d.handle = o.handle)
SELECT r.mock, CASE WHEN c.arch IS NOT c.other_arch THEN NULL
  WHEN c.arch = 'wormhole_b0' AND c.chips = 1 THEN 'n150'
  WHEN c.arch = 'wormhole_b0' AND c.chips = 2 THEN 'n300'
  WHEN c.arch = 'blackhole' AND c.chips = 1 THEN 'p150' END AS board
FROM run r CROSS JOIN chip c ORDER BY r.run LIMIT 1
