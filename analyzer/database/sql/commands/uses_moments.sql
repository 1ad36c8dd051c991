-- The peak of each chip and what it would be, found once: two sentences are made of these rows.
SELECT * FROM floors ORDER BY rowid
