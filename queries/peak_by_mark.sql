-- The peak of each pass of each mark, on the chip that was fullest then.
-- Passes are numbered in the order in which they began.
WITH numbered AS (SELECT run, name, thread, begin_ns, end_ns, row_number() OVER (PARTITION BY run, name
    ORDER BY begin_ns, thread, idx DESC) AS pass FROM phase WHERE kind = 'mark'),
ranked AS (SELECT m.*,
  min(m.headroom_bytes) OVER (PARTITION BY m.run, m.name, m.thread, m.begin_ns, m.end_ns) AS least_bytes,
  row_number() OVER (PARTITION BY m.run, m.name, m.thread, m.begin_ns, m.end_ns
    ORDER BY m.peak_bytes DESC, m.time_ns, m.opening) AS nth
  FROM window w CROSS JOIN mark_peak m WHERE m.name NOT NULL AND (w.device IS NULL OR w.device = m.device)
    AND (w.mark IS NULL OR w.mark = m.name))
SELECT m.run, m.name AS mark, p.pass, m.device, m.core_x, m.core_y, m.peak_bytes, m.time_ns,
  m.buffer_bytes, m.l1_small_bytes, m.program_bytes, m.least_bytes AS headroom_bytes,
  d.unreserved_base AS reserved_bytes, d.l1_bytes AS capacity_bytes, m.op, s.text AS name,
  m.persistent_bytes, m.begin_ns, m.end_ns
FROM ranked m
LEFT JOIN numbered p ON p.run = m.run AND p.name = m.name AND p.thread = m.thread
  AND p.begin_ns = m.begin_ns AND p.end_ns IS m.end_ns
JOIN opening o ON o.run = m.run AND o.opening = m.opening
LEFT JOIN device d ON d.run = o.run AND d.handle = o.handle
LEFT JOIN string s ON s.run = m.run AND s.id = m.op_name
WHERE m.nth = 1 ORDER BY m.run, m.begin_ns, m.name, m.thread, p.pass;
