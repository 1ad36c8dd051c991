-- Ops that asked how much L1 is free, and the answers; they size themselves by it.
-- lowest_address: of a buffer, when it was asked; NULL where there was none, or it was not asked.
-- largest_free_bytes: of a bank. Where by_program is 1 the program itself asked, and no op.
-- hide: thread, asked
SELECT a.run, a.op, min(a.time_ns) AS time_ns, coalesce(c.op, max(n.text)) AS name, a.kind,
  min(iif(a.what = 'lowest address', a.answer_bytes, NULL)) AS lowest_address,
  min(iif(a.what = 'statistics', a.answer_bytes, NULL)) AS largest_free_bytes,
  min(a.free_bytes) AS free_bytes, a.by_program, c.callsite, count(*) AS asked, a.thread
FROM asked a
LEFT JOIN callsite c ON c.run = a.run AND c.id = a.callsite
LEFT JOIN op_row r ON r.run = a.run AND r.op = a.op AND r.part = 0
LEFT JOIN op_form f ON f.run = r.run AND f.form = r.form
LEFT JOIN string n ON n.run = f.run AND n.id = f.name
GROUP BY a.run, a.op, iif(a.op IS NULL, a.time_ns, NULL), a.kind, a.by_program, c.callsite, c.op, a.thread
ORDER BY a.run, min(a.time_ns), a.op, a.thread, a.kind, a.by_program, c.callsite, c.op;
