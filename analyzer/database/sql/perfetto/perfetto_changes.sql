-- What the groups of run ?1 hold, each time that it changes.
SELECT p.grp, c.time_ns, c.total_bytes, c.buffer_bytes, c.program_bytes, c.l1_small_bytes,
  c.persistent_bytes
FROM window_change c CROSS JOIN perfetto_class p ON p.run = c.run AND p.class = c.class
WHERE c.run = ?1 ORDER BY c.block, c.seq, c.opening, c.op, p.grp
