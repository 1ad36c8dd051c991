-- The text of a core range set.
SELECT cores FROM cores WHERE run = ?1 AND id = ?2
