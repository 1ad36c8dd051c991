-- The text of string ?2 of run ?1.
SELECT text FROM string WHERE run = ?1 AND id = ?2
