-- A core range set in words.
SELECT cores FROM cores WHERE run = ?1 AND id = ?2
