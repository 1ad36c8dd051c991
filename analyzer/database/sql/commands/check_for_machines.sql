-- Findings with all of their columns.
SELECT * FROM checked ORDER BY rowid
