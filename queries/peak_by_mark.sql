-- The peak of each pass of each mark, on the chip that was fullest then.
-- Passes are numbered in the order in which they began.
-- tree: mark
-- keep: mark, pass, peak_bytes
-- hide: depth, rank
WITH ranked AS (SELECT *,
  min(headroom_bytes) OVER (PARTITION BY run, name, thread, begin_ns, end_ns) AS least_bytes,
  row_number() OVER (PARTITION BY run, name, thread, begin_ns, end_ns
    ORDER BY peak_bytes DESC, time_ns, opening) AS nth FROM mark_peak_in_window)
SELECT m.run, m.name AS mark, p.pass, m.device, m.core_x, m.core_y, m.peak_bytes, m.time_ns,
  m.buffer_bytes, m.l1_small_bytes, m.program_bytes, m.least_bytes AS headroom_bytes,
  m.reserved_bytes, m.capacity_bytes, m.op, m.op_text AS name, m.persistent_bytes, m.begin_ns,
  m.end_ns, p.depth, r.rank
FROM ranked m JOIN run r ON r.run = m.run
LEFT JOIN mark_pass p ON p.run = m.run AND p.mark = m.name AND p.thread = m.thread
  AND p.begin_ns = m.begin_ns AND p.end_ns IS m.end_ns
WHERE m.nth = 1 ORDER BY m.run, p.place, m.begin_ns, m.name, m.thread, p.pass;
