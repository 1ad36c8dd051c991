-- The peak of each chip, and what it would be without buffers that nothing uses any more.
-- dead_bytes: such buffers at the fullest moment that holds any. least_bytes: the highest possible
-- peak of the same ops if every lockstep buffer in L1 were freed right after its last use.
WITH held AS MATERIALIZED (SELECT * FROM dead_held),
-- what the three moments hold, then which they are: millions of moments are compared, few sorted
most AS MATERIALIZED (SELECT run, opening, max(total_bytes) AS peak_bytes,
  max(total_bytes - dead_bytes) AS least_bytes, max(dead_bytes > 0) AS any_dead,
  coalesce(max(iif(dead_bytes > 0, total_bytes, NULL)), max(total_bytes)) AS full_bytes
  FROM held GROUP BY run, opening),
peak AS (SELECT h.*, row_number() OVER (PARTITION BY h.run, h.opening ORDER BY h.time_ns, h.op) AS nth
  FROM held h CROSS JOIN most m ON h.run = m.run AND h.opening = m.opening
    AND h.total_bytes = m.peak_bytes),
full AS (SELECT h.*, row_number() OVER (PARTITION BY h.run, h.opening ORDER BY h.time_ns, h.op) AS nth
  FROM held h CROSS JOIN most m ON h.run = m.run AND h.opening = m.opening
    AND h.total_bytes = m.full_bytes AND (h.dead_bytes > 0) = m.any_dead),
least AS (SELECT h.*, row_number() OVER (PARTITION BY h.run, h.opening ORDER BY h.time_ns, h.op) AS nth
  FROM held h CROSS JOIN most m ON h.run = m.run AND h.opening = m.opening
    AND h.total_bytes - h.dead_bytes = m.least_bytes)
SELECT p.run, o.device, p.total_bytes AS peak_bytes, p.op, ps.text AS name,
  d.total_bytes AS dead_total_bytes, d.dead_bytes, d.op AS dead_op, ds.text AS dead_name,
  d.time_ns AS dead_time_ns, l.total_bytes - l.dead_bytes AS least_bytes, l.op AS least_op,
  ls.text AS least_name
FROM peak p JOIN full d ON d.run = p.run AND d.opening = p.opening AND d.nth = 1
JOIN least l ON l.run = p.run AND l.opening = p.opening AND l.nth = 1
JOIN opening o ON o.run = p.run AND o.opening = p.opening
LEFT JOIN string ps ON ps.run = p.run AND ps.id = p.name
LEFT JOIN string ds ON ds.run = d.run AND ds.id = d.name
LEFT JOIN string ls ON ls.run = l.run AND ls.id = l.name
WHERE p.nth = 1 ORDER BY p.run, d.dead_bytes = 0, d.total_bytes DESC, o.device, o.opening;
