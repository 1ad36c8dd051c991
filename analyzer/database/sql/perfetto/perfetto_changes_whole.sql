-- The same where no window in time limits it, in the order in which the rows lie.
WITH wanted AS MATERIALIZED (SELECT k.classes, p.grp FROM perfetto_class p
  CROSS JOIN change_class k ON k.run = p.run AND k.class = p.class WHERE p.run = ?1)
SELECT w.grp, c.time_ns, c.buffer_bytes + c.l1_small_bytes + c.program_bytes + c.persistent_bytes
  AS total_bytes, c.buffer_bytes, c.program_bytes, c.l1_small_bytes, c.persistent_bytes
FROM change_shared c CROSS JOIN wanted w ON w.classes = c.classes
WHERE c.run = ?1 AND c.event > 1 ORDER BY c.block, c.part, w.grp
