-- The fullest core of each run at its first worst moment, as `at --peak` chooses it; columns as
-- those of peak_fullest.
SELECT run, device, core_x, core_y, peak_bytes, time_ns, buffer_bytes, l1_small_bytes,
  program_bytes, headroom_bytes, reserved_bytes, capacity_bytes, op, name, persistent_bytes,
  l1_small_size_bytes
FROM (SELECT *, row_number() OVER (PARTITION BY run
  ORDER BY peak_bytes DESC, time_ns, opening, core_y, core_x) AS nth FROM peak)
WHERE nth = 1 AND peak_bytes > 0 ORDER BY run
