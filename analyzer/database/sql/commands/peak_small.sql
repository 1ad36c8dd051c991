-- Cores whose L1_SMALL held more than at their peak, the fullest first.
SELECT most_l1_small_bytes, l1_small_size_bytes FROM peak
WHERE most_l1_small_bytes > l1_small_bytes
ORDER BY most_l1_small_bytes DESC, run, device, core_y, core_x
