-- The peak of each module, or phase, in its fullest pass, on the chip that was fullest then.
-- With --mark what its passes have in common with those of that mark; passes: how many have.
-- A module is a mark with a name like Encoder.layers.3; in the order in which they were first called.
-- tree: module
-- keep: module, peak_bytes
-- hide: rank
WITH ranked AS (SELECT *, min(headroom_bytes) OVER (PARTITION BY run, name) AS least_bytes,
  row_number() OVER (PARTITION BY run, name ORDER BY peak_bytes DESC, time_ns, opening) AS nth
  FROM mark_peak_in_window)
SELECT m.run, m.name AS module, c.passes, m.device, m.core_x, m.core_y, m.peak_bytes, m.time_ns,
  m.buffer_bytes, m.l1_small_bytes, m.program_bytes, m.least_bytes AS headroom_bytes,
  m.reserved_bytes, m.capacity_bytes, m.op, m.op_text AS name, m.persistent_bytes, r.rank
FROM ranked m JOIN mark_called c ON c.run = m.run AND c.name = m.name
JOIN run r ON r.run = m.run
WHERE m.nth = 1 ORDER BY m.run, c.first_ns, m.name;
