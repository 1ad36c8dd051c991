-- The fullest core of each rank, over all of its runs; of equal ones the earliest, then the first core.
-- The fullest rank first. Runs without a rank are one row.
-- keep: rank, peak_bytes
-- hide: host, pid
WITH ranked AS (SELECT p.*, r.rank, r.host, r.pid, r.path,
  min(p.headroom_bytes) OVER (PARTITION BY r.rank) AS least_bytes,
  row_number() OVER (PARTITION BY r.rank
    ORDER BY p.peak_bytes DESC, p.time_ns, p.run, p.opening, p.core_y, p.core_x) AS nth
  FROM peak p JOIN run r ON r.run = p.run)
SELECT rank, run, device, core_x, core_y, peak_bytes, time_ns, buffer_bytes, l1_small_bytes,
  program_bytes, least_bytes AS headroom_bytes, reserved_bytes, capacity_bytes, op, name,
  persistent_bytes, path, host, pid
FROM ranked WHERE nth = 1 ORDER BY peak_bytes DESC, rank, run;
