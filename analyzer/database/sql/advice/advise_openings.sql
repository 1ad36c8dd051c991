-- The openings of a run's chips, with the fullest core's peak and the least headroom of each.
SELECT o.opening, o.device, o.open_ns, o.close_ns, f.peak_bytes,
  f.least_headroom_bytes AS headroom_bytes
FROM opening o LEFT JOIN fullest f ON f.run = o.run AND f.opening = o.opening
WHERE o.run = ?1 ORDER BY o.opening
