-- What grows, found once: a table and the lines below it are made of these rows.
-- keep: growth_bytes, loop, callsite
SELECT * FROM growing ORDER BY rowid
