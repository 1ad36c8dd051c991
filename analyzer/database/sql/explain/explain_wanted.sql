-- A row if this op is the launch of the program that failed.
SELECT 1 FROM op_row r JOIN op_form f ON f.run = r.run AND f.form = r.form
WHERE r.run = :run AND r.op = :op AND f.kind = 'failed' AND f.program = :program LIMIT 1
