-- The peak of each chip, and what it would be without buffers that nothing uses any more.
-- dead_bytes: such buffers at the fullest moment that holds any. least_bytes: the highest possible
-- peak of the same ops if every lockstep buffer in L1 were freed right after its last use.
WITH ranked AS (SELECT *,
  row_number() OVER (PARTITION BY run, opening ORDER BY total_bytes DESC, time_ns) AS by_total,
  row_number() OVER (PARTITION BY run, opening ORDER BY dead_bytes > 0 DESC, total_bytes DESC, time_ns)
    AS by_dead,
  row_number() OVER (PARTITION BY run, opening ORDER BY total_bytes - dead_bytes DESC, time_ns) AS by_least
  FROM dead_held)
SELECT p.run, o.device, p.total_bytes AS peak_bytes, p.op, ps.text AS name,
  d.total_bytes AS dead_total_bytes, d.dead_bytes, d.op AS dead_op, ds.text AS dead_name,
  d.time_ns AS dead_time_ns, l.total_bytes - l.dead_bytes AS least_bytes, l.op AS least_op,
  ls.text AS least_name
FROM ranked p JOIN ranked d ON d.run = p.run AND d.opening = p.opening AND d.by_dead = 1
JOIN ranked l ON l.run = p.run AND l.opening = p.opening AND l.by_least = 1
JOIN opening o ON o.run = p.run AND o.opening = p.opening
LEFT JOIN string ps ON ps.run = p.run AND ps.id = p.name
LEFT JOIN string ds ON ds.run = d.run AND ds.id = d.name
LEFT JOIN string ls ON ls.run = l.run AND ls.id = l.name
WHERE p.by_total = 1 ORDER BY p.run, d.dead_bytes = 0, d.total_bytes DESC, o.device, o.opening;
