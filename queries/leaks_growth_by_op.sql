-- What grows in a loop, by operation: bytes held at the end of each pass. Passes are those of a
-- mark, or of a sequence of ops that repeats. What is held never falls below its floor again; a
-- group grows when its floor rises all over the loop, be it rarely (ACCOUNTING.md, Growth).
WITH loop AS (SELECT run, kind, name, count(*) AS passes FROM phase WHERE end_ns NOT NULL
  GROUP BY run, kind, name HAVING count(*) >= 3),
lifetime AS (SELECT b.run, b.device, b.chips, b.kind, b.name, b.bytes_per_core,
  b.alloc_ns, b.reason, b.reason IS 'owned by the program cache' AS owned, l.kind AS loop,
  l.name AS phase, l.passes,
  (SELECT p.idx FROM phase p WHERE p.run = b.run AND p.kind = l.kind AND p.name IS l.name
    AND p.end_ns >= b.alloc_ns ORDER BY p.end_ns, p.idx LIMIT 1) AS born,
  (SELECT p.idx FROM phase p WHERE p.run = b.run AND p.kind = l.kind AND p.name IS l.name
    AND p.end_ns >= b.free_ns ORDER BY p.end_ns, p.idx LIMIT 1) AS died
  FROM l1_buffers b JOIN loop l ON l.run = b.run),
held AS (SELECT *, dense_rank() OVER (ORDER BY run, device, chips, kind, name, owned, loop,
    phase) AS grp
  FROM lifetime WHERE born NOT NULL AND (died IS NULL OR died > born)),
step AS (SELECT grp, born AS pass, bytes_per_core AS bytes, 1 AS n FROM held
  UNION ALL SELECT grp, died, -bytes_per_core, -1 FROM held WHERE died NOT NULL),
pass AS (SELECT grp, pass, sum(bytes) AS bytes, sum(n) AS n FROM step GROUP BY grp, pass),
level AS (SELECT grp, pass, sum(bytes) OVER (PARTITION BY grp ORDER BY pass) AS bytes FROM pass),
floor AS (SELECT grp, pass, min(bytes) OVER (PARTITION BY grp ORDER BY pass
  ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS bytes FROM level),
change AS (SELECT grp, pass, bytes - lag(bytes, 1, 0) OVER (PARTITION BY grp ORDER BY pass) AS bytes
  FROM floor),
rise AS (SELECT grp, pass, bytes, pass - lag(pass, 1, 1) OVER (PARTITION BY grp ORDER BY pass) AS gap
  FROM change WHERE bytes > 0 AND pass > 1),
grown AS (SELECT grp, count(*) AS grew, sum(bytes) AS bytes, max(gap) AS gap, max(pass) AS last
  FROM rise GROUP BY grp),
about AS (SELECT grp, min(run) AS run, min(device) AS device, min(chips) AS chips, min(kind) AS kind,
  min(name) AS name, min(loop) AS loop, min(phase) AS phase,
  min(passes) AS passes, max(reason) AS reason, min(alloc_ns) AS alloc_ns
  FROM held GROUP BY grp),
halves AS (SELECT r.grp, count(*) FILTER (WHERE r.pass <= (a.passes + 2) / 2) AS early,
  count(*) FILTER (WHERE r.pass > (a.passes + 2) / 2) AS late
  FROM rise r JOIN about a ON a.grp = r.grp GROUP BY r.grp),
ends AS (SELECT grp, coalesce(sum(bytes) FILTER (WHERE pass = 1), 0) AS first_bytes,
  sum(bytes) AS last_bytes, sum(n) AS count FROM pass GROUP BY grp),
leak AS (SELECT a.*, coalesce(a.reason, 'freed after the loop') AS why, g.grew,
    g.bytes / g.grew AS growth_bytes, e.first_bytes, e.last_bytes, e.count
  FROM about a JOIN grown g ON g.grp = a.grp JOIN halves h ON h.grp = a.grp
  JOIN ends e ON e.grp = a.grp
  WHERE (g.grew >= 3 OR (g.grew = 2 AND a.passes <= 5))
    AND h.early <= 3 * h.late AND h.late <= 3 * h.early
    AND (a.passes - g.last < g.gap OR 10 * (a.passes - g.last) <= a.passes - 1))
SELECT run, CASE WHEN min(device) = max(device) THEN min(device) END AS device, kind,
  coalesce('mark ' || phase, 'ops') AS loop, min(passes) AS passes, max(growth_bytes) AS growth_bytes,
  max(grew) AS grew, CAST(round((min(passes) - 1.0) / max(grew)) AS INTEGER) AS every,
  max(first_bytes) AS first_bytes, max(last_bytes) AS last_bytes, sum(count) AS count,
  why AS reason, name,
  min(alloc_ns) AS alloc_ns, group_concat(DISTINCT chips) AS chips
FROM leak GROUP BY run, kind, why, leak.loop, phase, name
ORDER BY run, 6 DESC, min(alloc_ns), kind, why, leak.loop, phase, name;
