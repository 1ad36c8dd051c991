-- The same of single cores.
SELECT run, time_ns, persistent_bytes, l1_small_bytes, buffer_bytes, program_bytes,
  device, core_x, core_y
FROM timeline_core ORDER BY run, block, seq, opening, op, core_y, core_x
