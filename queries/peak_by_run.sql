-- The fullest core of each run; of equal ones the earliest, then the first core.
-- keep: peak_bytes
-- hide: host, pid
WITH ranked AS (SELECT *, min(headroom_bytes) OVER (PARTITION BY run) AS least_bytes,
  row_number() OVER (PARTITION BY run
    ORDER BY peak_bytes DESC, time_ns, opening, core_y, core_x) AS nth FROM peak)
SELECT p.run, p.device, p.core_x, p.core_y, p.peak_bytes, p.time_ns, p.buffer_bytes,
  p.l1_small_bytes, p.program_bytes, p.least_bytes AS headroom_bytes, p.reserved_bytes,
  p.capacity_bytes, p.op, p.name, p.persistent_bytes, r.path,
  r.rank, r.host, r.pid
FROM ranked p JOIN run r ON r.run = p.run WHERE nth = 1 ORDER BY p.run;
