-- The files that the runs were read from.
SELECT run, path FROM run ORDER BY run
