-- The openings of a run's chips, with the fullest core's peak and the least headroom of each.
SELECT o.opening, o.device, o.open_ns, o.close_ns, max(p.peak_bytes) AS peak_bytes,
  min(p.headroom_bytes) AS headroom_bytes
FROM opening o LEFT JOIN peak_core p ON p.run = o.run AND p.opening = o.opening
WHERE o.run = ?1 GROUP BY o.opening ORDER BY o.opening
