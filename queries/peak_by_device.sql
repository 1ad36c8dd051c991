-- The fullest core of each opening of each chip; of equal ones the earliest, then the first core.
-- keep: peak_bytes
WITH ranked AS (SELECT *, min(headroom_bytes) OVER (PARTITION BY run, opening) AS least_bytes,
  row_number() OVER (PARTITION BY run, opening
    ORDER BY peak_bytes DESC, time_ns, core_y, core_x) AS nth FROM peak)
SELECT run, device, core_x, core_y, peak_bytes, time_ns, buffer_bytes, l1_small_bytes,
  program_bytes, least_bytes AS headroom_bytes, reserved_bytes, capacity_bytes, op, name,
  persistent_bytes, opening
FROM ranked WHERE nth = 1 ORDER BY run, opening;
