-- Runs from ?1 on that were damaged or unfinished when they were loaded.
SELECT path, ended, damage FROM run
WHERE run >= ?1 AND (NOT finished OR damage IS NOT NULL) ORDER BY run
