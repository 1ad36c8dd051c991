-- What core :core_x, :core_y of chip :device of run :run took and gave back in the window
-- what: 0 a buffer is freed, 1 it is allocated, 2 a program runs. In order of time; a window of
-- several spans has at the begin of each what changed since the end of the one before.
-- total_bytes: all that the core holds while the program runs. own: 1 for a buffer that is on its
-- own cores only.
WITH opened AS MATERIALIZED (SELECT o.opening, o.open_ns, o.close_ns FROM opening o
  WHERE o.run = :run AND o.device = :device AND EXISTS (SELECT 1 FROM class_core c
    WHERE c.run = o.run AND c.opening = o.opening AND c.core_x = :core_x AND c.core_y = :core_y)),
life AS MATERIALIZED (SELECT row_number() OVER (ORDER BY b.alloc_ns, b.alloc_moment, b.buffer,
    b.part) AS holder, b.kind, b.address, b.bytes_per_core, b.alloc_ns, b.free_ns, b.alloc_moment,
  b.free_moment, b.callsite, b.free_callsite, b.variable, b.purpose, b.tensor,
  coalesce(b.own_part NOT NULL AND b.per_core, 0) AS own
  FROM buffer b LEFT JOIN cores k ON k.run = b.run AND k.id = b.cores
  WHERE b.run = :run AND b.kind IN ('l1', 'l1_small', 'persistent') AND b.alloc_moment NOT NULL
    AND b.address NOT NULL AND b.bytes_per_core > 0
    AND b.handle IN (SELECT d.handle FROM device d WHERE d.run = :run
      AND instr(',' || d.chips || ',', ',' || :device || ','))
    AND (NOT coalesce(b.own_part NOT NULL AND b.per_core, 0)
      OR covers(k.cores, :core_x, :core_y, :core_x, :core_y))
    -- the chip may have been opened with another grid, without this core
    AND EXISTS (SELECT 1 FROM opened o WHERE o.open_ns <= b.alloc_ns
      AND (o.close_ns IS NULL OR o.close_ns >= b.alloc_ns))),
-- in the window, or at the begin of its next span
placed AS (SELECT l.*, coalesce((SELECT iif(l.alloc_ns < s.end_ns, l.alloc_ns, NULL) FROM span s
    WHERE s.run = :run AND s.begin_ns <= l.alloc_ns ORDER BY s.begin_ns DESC LIMIT 1),
  (SELECT min(s.begin_ns) FROM span s WHERE s.run = :run AND s.begin_ns > l.alloc_ns)) AS alloc_at,
  coalesce((SELECT iif(l.free_ns < s.end_ns, l.free_ns, NULL) FROM span s
    WHERE s.run = :run AND s.begin_ns <= l.free_ns ORDER BY s.begin_ns DESC LIMIT 1),
  (SELECT min(s.begin_ns) FROM span s WHERE s.run = :run AND s.begin_ns > l.free_ns)) AS free_at
  FROM life l),
there AS (SELECT * FROM placed WHERE alloc_at NOT NULL
  AND (free_at IS NOT alloc_at OR alloc_at = alloc_ns OR free_at = free_ns)),
wanted AS MATERIALIZED (SELECT k.classes FROM opened o CROSS JOIN class_core c ON c.run = :run
    AND c.opening = o.opening AND c.core_x = :core_x AND c.core_y = :core_y
  CROSS JOIN change_class k ON k.run = c.run AND k.class = c.class),
program AS (SELECT c.time_ns, c.op, c.name, c.buffer_bytes + c.l1_small_bytes + c.program_bytes
    + c.persistent_bytes AS total_bytes
  FROM change_shared c CROSS JOIN wanted w ON w.classes = c.classes
  WHERE c.run = :run AND c.event IN (4, 5) AND c.time_ns < (SELECT s.end_ns FROM span s
    WHERE s.run = c.run AND s.begin_ns <= c.time_ns ORDER BY s.begin_ns DESC LIMIT 1)),
event AS (SELECT alloc_at AS at_ns, alloc_at <> alloc_ns AS before, 1 AS what,
    alloc_moment AS moment, holder, callsite, NULL AS op, NULL AS name, NULL AS total_bytes
  FROM there
  UNION ALL
  SELECT free_at, free_at <> free_ns, 0, free_moment, holder, free_callsite, NULL, NULL, NULL
  FROM there WHERE free_at NOT NULL
  UNION ALL
  SELECT p.time_ns, 0, 2, (SELECT min(o.moment) FROM op_row o WHERE o.run = :run AND o.op = p.op),
  NULL, (SELECT f.callsite FROM op_row o CROSS JOIN op_form f ON f.run = o.run AND f.form = o.form
    WHERE o.run = :run AND o.op = p.op LIMIT 1), p.op, p.name, p.total_bytes FROM program p)
SELECT e.at_ns, e.what, e.holder, l.kind, l.own, l.address, l.bytes_per_core, e.total_bytes,
  e.callsite, iif(e.what = 2, coalesce(n.text, 'a program') || coalesce(', op ' || e.op, ''),
    coalesce((SELECT c.op FROM callsite c WHERE c.run = :run AND c.id = l.callsite), l.purpose,
      'a buffer') || coalesce(': ' || l.variable, '') || coalesce(': ' || t.tensor, '')) AS about
FROM event e LEFT JOIN life l ON l.holder = e.holder
LEFT JOIN tensor t ON t.run = :run AND t.id = l.tensor
LEFT JOIN string n ON n.run = :run AND n.id = e.name
ORDER BY e.at_ns, e.before DESC, iif(e.before, e.what, 0), coalesce(e.moment, 9223372036854775807),
  e.what = 2, e.op, e.holder
