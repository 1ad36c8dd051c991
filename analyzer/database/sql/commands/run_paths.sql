-- The files that the runs were read from.
SELECT path FROM run ORDER BY run
