-- The fullest core of each opening of each chip.
SELECT run, device, core_x, core_y, max(peak_bytes) AS peak_bytes, time_ns, buffer_bytes,
  l1_small_bytes, program_bytes,
  (SELECT min(headroom_bytes) FROM peak h WHERE h.run = p.run AND h.opening = p.opening)
    AS headroom_bytes,
  reserved_bytes, capacity_bytes, op, name, persistent_bytes, opening
FROM peak p GROUP BY run, opening ORDER BY run, opening;
