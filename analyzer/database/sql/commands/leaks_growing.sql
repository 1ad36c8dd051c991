-- What grows, found once: a table and the lines below it are made of these rows.
SELECT * FROM growing ORDER BY rowid
