-- The openings of a run's chips, with the fullest core's peak and the least headroom of each.
WITH most AS (SELECT opening, max(peak_bytes) AS peak_bytes, min(headroom_bytes) AS headroom_bytes
  FROM peak_core WHERE run = ?1 GROUP BY opening)
SELECT o.opening, o.device, o.open_ns, o.close_ns, m.peak_bytes, m.headroom_bytes
FROM opening o LEFT JOIN most m ON m.opening = o.opening
WHERE o.run = ?1 ORDER BY o.opening
