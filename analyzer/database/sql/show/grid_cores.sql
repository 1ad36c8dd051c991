-- The peak of each core and what it has, chip after chip.
SELECT run, opening, device, core_x, core_y, peak_bytes,
  capacity_bytes - reserved_bytes AS usable_bytes, l1_small_size_bytes
FROM peak ORDER BY run, opening, core_y, core_x
