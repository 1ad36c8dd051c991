-- The innermost mark that was open when an op ran: a module of the model, or a phase.
SELECT p.name FROM op_row o
JOIN mark_stretch s ON s.run = o.run AND s.begin_ns = (SELECT max(x.begin_ns) FROM mark_stretch x
  WHERE x.run = o.run AND x.begin_ns <= o.time_ns)
JOIN mark_path p ON p.run = s.run AND p.path = s.path
WHERE o.run = ?1 AND o.op = ?2 LIMIT 1
