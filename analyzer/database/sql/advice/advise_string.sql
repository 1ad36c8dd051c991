-- A text of a run.
SELECT text FROM string WHERE run = ?1 AND id = ?2
