-- Ops of a run whose programs an op sized by how much L1 was free, from the program cache, too.
SELECT DISTINCT o.op, f.type FROM op_row o JOIN op_form f ON f.run = o.run AND f.form = o.form
WHERE o.run = ?1 AND (o.op IN (SELECT op FROM asked WHERE run = ?1 AND NOT by_program)
  OR f.program IN (SELECT m.program FROM asked a
    JOIN op_row p ON p.run = a.run AND p.op = a.op
    JOIN op_form m ON m.run = p.run AND m.form = p.form
    WHERE a.run = ?1 AND NOT a.by_program AND m.program NOT NULL))
ORDER BY o.op
