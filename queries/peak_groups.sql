-- Peaks, cores with the same numbers in one row: what the table form of `peak` shows.
-- keep: peak_bytes
SELECT run, device, count(*) AS count,
  CASE WHEN count(*) = (max(core_x) - min(core_x) + 1) * (max(core_y) - min(core_y) + 1)
    THEN min(core_x) || ',' || min(core_y) || '-' || max(core_x) || ',' || max(core_y)
    ELSE 'within ' || min(core_x) || ',' || min(core_y) || '-' || max(core_x) || ',' || max(core_y)
  END AS cores,
  peak_bytes, time_ns, buffer_bytes, l1_small_bytes, program_bytes, persistent_bytes,
  headroom_bytes, capacity_bytes - reserved_bytes AS usable_bytes, op, name, captured_op,
  captured_name
FROM peak
GROUP BY run, opening, device, peak_bytes, time_ns, buffer_bytes, l1_small_bytes, program_bytes,
  persistent_bytes, headroom_bytes, capacity_bytes, reserved_bytes, op, name, captured_op, captured_name
ORDER BY run, opening, peak_bytes DESC, min(core_y), min(core_x), time_ns;
