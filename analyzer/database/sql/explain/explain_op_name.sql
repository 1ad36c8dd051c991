-- The name and call site of an op.
SELECT coalesce(s.text, f.kind) AS name, c.callsite
FROM op_row r JOIN op_form f ON f.run = r.run AND f.form = r.form
LEFT JOIN string s ON s.run = f.run AND s.id = f.name
LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
WHERE r.run = :run AND r.op = :op ORDER BY r.part LIMIT 1
