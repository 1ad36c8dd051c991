-- What buffers of one form have in common.
SELECT c.op AS name, f.given, c.variable, t.tensor
FROM buffer_form f LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
LEFT JOIN tensor t ON t.run = f.run AND t.id = f.tensor
WHERE f.run = ?1 AND f.form = ?2
