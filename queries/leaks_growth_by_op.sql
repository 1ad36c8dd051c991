-- What grows in a loop, by operation: bytes held at the end of each pass. Passes are those of a
-- mark, or of a sequence of ops that repeats. A group leaks when it never shrinks from one end to
-- the next, behind the first, and grew in half of them or more.
WITH loop AS (SELECT run, kind, name, count(*) AS passes FROM phase WHERE end_ns NOT NULL
  GROUP BY run, kind, name HAVING count(*) >= 3),
lifetime AS (SELECT b.*, l.kind AS loop, l.name AS phase, l.passes,
  (SELECT p.idx FROM phase p WHERE p.run = b.run AND p.kind = l.kind AND p.name IS l.name
    AND p.end_ns >= b.alloc_ns ORDER BY p.end_ns LIMIT 1) AS born,
  (SELECT p.idx FROM phase p WHERE p.run = b.run AND p.kind = l.kind AND p.name IS l.name
    AND p.end_ns >= b.free_ns ORDER BY p.end_ns LIMIT 1) AS died
  FROM l1_buffers b JOIN loop l ON l.run = b.run
  WHERE b.reason IS NOT 'owned by the program cache'),
held AS (SELECT * FROM lifetime WHERE born NOT NULL AND (died IS NULL OR died > born)),
step AS (
  SELECT run, device, chips, kind, name, loop, phase, passes, reason, alloc_ns,
    born AS pass, bytes_per_core AS bytes, 1 AS n FROM held
  UNION ALL
  SELECT run, device, chips, kind, name, loop, phase, passes, NULL, NULL, died,
    -bytes_per_core, -1 FROM held WHERE died NOT NULL),
change AS (SELECT run, device, chips, kind, name, loop, phase, passes, pass,
  sum(bytes) AS bytes, sum(n) AS n, max(reason) AS reason, min(alloc_ns) AS alloc_ns
  FROM step GROUP BY run, device, chips, kind, name, loop, phase, pass)
SELECT run, device, kind, coalesce('mark ' || phase, 'ops') AS loop, passes,
  sum(bytes) FILTER (WHERE pass > 1) / (passes - 1) AS growth_bytes,
  count(*) FILTER (WHERE pass > 1 AND bytes > 0) AS grew,
  coalesce(sum(bytes) FILTER (WHERE pass = 1), 0) AS first_bytes, sum(bytes) AS last_bytes,
  sum(n) AS count, coalesce(max(reason), 'freed after the loop') AS reason, name,
  min(alloc_ns) AS alloc_ns, chips
FROM change GROUP BY run, device, chips, kind, name, change.loop, phase
HAVING count(*) FILTER (WHERE pass > 1 AND bytes < 0) = 0
  AND grew >= 2 AND 2 * grew >= passes - 1
ORDER BY run, growth_bytes DESC, alloc_ns;
