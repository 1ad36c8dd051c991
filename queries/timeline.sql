-- Every change of what the cores of a class hold; core_x, core_y: the first core of the class.
-- keep: total_bytes
SELECT run, device, core_x, core_y, time_ns, event, buffer_bytes, l1_small_bytes, program_bytes,
  total_bytes, resident_bytes, persistent_bytes, opening, seq, op, name, headroom_bytes
FROM timeline ORDER BY run, block, seq, opening, op, core_y, core_x;
