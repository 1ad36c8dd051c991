-- What classes of cores hold, from when and for how long (NULL: to the end), of the chips and cores
-- that the window names. The row of a replay is of its worst moment: the one before it says what is
-- held.
WITH wanted AS MATERIALIZED (SELECT DISTINCT k.run, k.classes
  FROM window w CROSS JOIN change_class k
  WHERE k.class > 0 AND (w.device IS NULL OR k.device = w.device)
    AND (w.core_x0 IS NULL OR EXISTS (SELECT 1 FROM class_core m WHERE m.run = k.run
      AND m.class = k.class AND m.core_x BETWEEN w.core_x0 AND w.core_x1
      AND m.core_y BETWEEN w.core_y0 AND w.core_y1)))
SELECT c.run, c.time_ns, iif(c.event = 5, 0, c.held_ns) AS held_ns, c.persistent_bytes,
  c.l1_small_bytes, c.buffer_bytes, c.program_bytes
FROM change_shared c WHERE (c.run, c.classes) IN (SELECT run, classes FROM wanted)
ORDER BY c.run, c.block, c.part
