-- The cores, the fullest first.
SELECT run, device, core_x, core_y, peak_bytes, time_ns, buffer_bytes, l1_small_bytes,
  program_bytes, headroom_bytes, reserved_bytes, capacity_bytes, op, name, persistent_bytes,
  l1_small_size_bytes, (SELECT r.rank FROM run r WHERE r.run = peak.run) AS rank
FROM peak ORDER BY peak_bytes DESC, run, device, core_y, core_x
