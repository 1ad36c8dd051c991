-- What classes of cores hold at the instants of the window, which are launches of its op.
SELECT run, time_ns, persistent_bytes, l1_small_bytes, buffer_bytes, program_bytes,
  device, core_x, core_y
FROM timeline ORDER BY run, block, seq, opening, op, core_y, core_x
