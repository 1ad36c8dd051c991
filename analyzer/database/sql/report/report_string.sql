-- A string of the run.
SELECT text FROM string WHERE id = ?1 LIMIT 1
