-- What grows in a loop, by call site: what is held at the end of each pass.
-- Passes are those of a mark, or of a sequence of ops that repeats (view outer_loop). The floor of a group is the
-- number of buffers below which it never falls again. A group leaks when its floor rises in all
-- parts of the loop, even if rarely, or when the same number of buffers takes more and more
-- bytes (ACCOUNTING.md, Growth).
-- keep: growth_bytes, loop, callsite
-- line: tensor
WITH loops AS MATERIALIZED (SELECT * FROM outer_loop),
lifetime AS MATERIALIZED (SELECT b.run, b.device, b.chips, b.kind, b.name, b.callsite, b.bytes_per_core,
  b.alloc_ns, b.reason, b.tensor, b.reason IS 'owned by the program cache' AS owned, l.kind AS loop,
  l.name AS phase, l.passes,
  (SELECT p.idx FROM phase p WHERE p.run = b.run AND p.kind = l.kind AND p.name IS l.name
    AND p.end_ns >= b.alloc_ns ORDER BY p.end_ns, p.idx LIMIT 1) AS born,
  (SELECT p.idx FROM phase p WHERE p.run = b.run AND p.kind = l.kind AND p.name IS l.name
    AND p.end_ns >= b.free_ns ORDER BY p.end_ns, p.idx LIMIT 1) AS died
  FROM l1_buffers b CROSS JOIN loops l ON l.run = b.run),
held AS (SELECT *, dense_rank() OVER (ORDER BY run, device, chips, kind, name, callsite, owned, loop,
    phase) AS grp
  FROM lifetime WHERE born NOT NULL AND (died IS NULL OR died > born)),
about AS (SELECT grp, min(run) AS run, min(device) AS device, min(chips) AS chips, min(kind) AS kind,
  min(name) AS name, min(callsite) AS callsite, min(loop) AS loop, min(phase) AS phase,
  min(passes) AS passes, max(reason) AS reason, min(alloc_ns) AS alloc_ns,
  min(tensor) AS tensor, max(tensor) AS last_tensor, count(DISTINCT tensor) AS kinds,
  count(tensor) = count(*) AS all_known,
  avg(bytes_per_core) FILTER (WHERE born > 1 AND died IS NULL) AS kept_bytes
  FROM held GROUP BY grp),
step AS (SELECT grp, born AS pass, bytes_per_core AS bytes, 1 AS n FROM held
  UNION ALL SELECT grp, died, -bytes_per_core, -1 FROM held WHERE died NOT NULL),
pass AS (SELECT grp, pass, sum(bytes) AS bytes, sum(n) AS n FROM step GROUP BY grp, pass),
ends AS (SELECT grp, coalesce(sum(bytes) FILTER (WHERE pass = 1), 0) AS first_bytes,
  sum(bytes) AS last_bytes, sum(n) AS count,
  count(*) FILTER (WHERE pass > 1 AND (n <> 0 OR bytes < 0)) = 0 AS as_many,
  count(*) FILTER (WHERE pass > 1 AND bytes > 0) AS larger FROM pass GROUP BY grp),
level AS (SELECT grp, pass, sum(n) OVER (PARTITION BY grp ORDER BY pass) AS n FROM pass),
floor AS (SELECT grp, pass, min(n) OVER (PARTITION BY grp ORDER BY pass
  ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS n FROM level),
change AS (SELECT grp, pass, n - lag(n, 1, 0) OVER (PARTITION BY grp ORDER BY pass) AS n FROM floor),
rise AS (SELECT c.grp, pass, n, pass - lag(pass, 1, 1) OVER (PARTITION BY c.grp ORDER BY pass) AS gap,
  pass <= (a.passes + 2) / 2 AS early
  FROM change c JOIN about a ON a.grp = c.grp WHERE n > 0 AND pass > 1),
grown AS (SELECT grp, count(*) AS grew, sum(n) AS n, max(gap) AS gap, min(pass) AS first,
  max(pass) AS last, count(*) FILTER (WHERE early) AS early, count(*) FILTER (WHERE NOT early) AS late
  FROM rise GROUP BY grp),
leak AS (
  SELECT a.*, e.*, g.grew, a.kept_bytes * g.n / g.grew AS growth_bytes,
    (g.last - g.first) / (g.grew - 1.0) AS every
  FROM about a JOIN ends e ON e.grp = a.grp JOIN grown g ON g.grp = a.grp
  WHERE (g.grew >= 3 OR (g.grew = 2 AND a.passes <= 5))
    AND g.early <= 3 * g.late AND g.late <= 3 * g.early
    AND (a.passes - g.last < g.gap OR 10 * (a.passes - g.last) <= a.passes - 1)
  UNION ALL
  SELECT a.*, e.*, e.larger, 1.0 * (e.last_bytes - e.first_bytes) / e.larger,
    (a.passes - 1.0) / e.larger
  FROM about a JOIN ends e ON e.grp = a.grp
  WHERE e.as_many AND e.larger >= 2 AND 2 * e.larger >= a.passes - 1),
row AS (SELECT *, coalesce(reason, 'freed after the loop') AS why FROM leak)
SELECT run, CASE WHEN min(device) = max(device) THEN min(device) END AS device, kind,
  coalesce('mark ' || phase, 'ops') AS loop, min(passes) AS passes,
  CAST(round(max(growth_bytes)) AS INTEGER) AS growth_bytes, max(grew) AS grew,
  CAST(round(min(every)) AS INTEGER) AS every, max(first_bytes) AS first_bytes,
  max(last_bytes) AS last_bytes, sum(count) AS count, why AS reason, name, callsite,
  min(alloc_ns) AS alloc_ns, group_concat(DISTINCT chips) AS chips,
  iif(min(tensor) <> max(last_tensor), iif(count(*) = 1, max(kinds), 'several') || ' kinds',
    min(tensor) || iif(min(all_known), '', ' and others')) AS tensor
FROM row GROUP BY run, kind, why, row.loop, phase, name, callsite
ORDER BY run, 6 DESC, min(alloc_ns), kind, why, row.loop, phase, name, callsite;
