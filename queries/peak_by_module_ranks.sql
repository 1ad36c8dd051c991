-- The peak of each module, or phase, over all runs, in the run that was fullest, with its rank.
-- run_count: how many had it; passes: of that run.
-- tree: module
-- keep: module, rank, peak_bytes
WITH ranked AS (SELECT m.*, r.rank, min(m.headroom_bytes) OVER (PARTITION BY m.name) AS least_bytes,
  dense_rank() OVER (PARTITION BY m.name ORDER BY m.run)
    + dense_rank() OVER (PARTITION BY m.name ORDER BY m.run DESC) - 1 AS run_count,
  min(m.run) OVER (PARTITION BY m.name) AS first_run,
  row_number() OVER (PARTITION BY m.name
    ORDER BY m.peak_bytes DESC, r.rank, m.run, m.time_ns, m.opening) AS nth
  FROM mark_peak_in_window m JOIN run r ON r.run = m.run)
SELECT m.rank, m.run, m.name AS module, c.passes, m.run_count, m.device, m.core_x, m.core_y,
  m.peak_bytes, m.time_ns, m.buffer_bytes, m.l1_small_bytes, m.program_bytes,
  m.least_bytes AS headroom_bytes, m.reserved_bytes, m.capacity_bytes, m.op, m.op_text AS name,
  m.persistent_bytes
FROM ranked m JOIN mark_called c ON c.run = m.run AND c.name = m.name
JOIN mark_called f ON f.run = m.first_run AND f.name = m.name
WHERE m.nth = 1 ORDER BY m.first_run, f.first_ns, m.name;
