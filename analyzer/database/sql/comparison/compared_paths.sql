-- The files that the runs were read from, and their ranks.
SELECT run, path, rank FROM run ORDER BY run
