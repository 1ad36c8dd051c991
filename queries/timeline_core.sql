-- Every change of what each single core holds.
-- keep: total_bytes
SELECT run, device, core_x, core_y, time_ns, event, buffer_bytes, l1_small_bytes, program_bytes,
  total_bytes, resident_bytes, persistent_bytes, opening, seq, op, name, headroom_bytes
FROM timeline_core ORDER BY run, block, seq, opening, op, core_y, core_x;
