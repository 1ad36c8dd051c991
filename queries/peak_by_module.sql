-- The peak of each module, or phase, in its fullest pass, on the chip that was fullest then.
-- A module is a mark with a name like Encoder.layers.3; in the order in which they were first called.
WITH ranked AS (SELECT m.*, min(m.headroom_bytes) OVER (PARTITION BY m.run, m.name) AS least_bytes,
  row_number() OVER (PARTITION BY m.run, m.name ORDER BY m.peak_bytes DESC, m.time_ns, m.opening) AS nth
  FROM window w CROSS JOIN mark_peak m WHERE m.name NOT NULL AND (w.device IS NULL OR w.device = m.device)
    AND (w.mark IS NULL OR w.mark = m.name)),
called AS (SELECT run, name, count(*) AS passes, min(begin_ns) AS first_ns
  FROM (SELECT DISTINCT run, name, thread, begin_ns, end_ns FROM mark_peak_shared) GROUP BY run, name)
SELECT m.run, m.name AS module, c.passes, m.device, m.core_x, m.core_y, m.peak_bytes, m.time_ns,
  m.buffer_bytes, m.l1_small_bytes, m.program_bytes, m.least_bytes AS headroom_bytes,
  d.unreserved_base AS reserved_bytes, d.l1_bytes AS capacity_bytes, m.op, s.text AS name,
  m.persistent_bytes
FROM ranked m
JOIN called c ON c.run = m.run AND c.name = m.name
JOIN opening o ON o.run = m.run AND o.opening = m.opening
LEFT JOIN device d ON d.run = o.run AND d.handle = o.handle
LEFT JOIN string s ON s.run = m.run AND s.id = m.op_name
WHERE m.nth = 1 ORDER BY m.run, c.first_ns, m.name;
