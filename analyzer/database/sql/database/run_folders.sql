-- The working directory of each run, and the file that it was read from.
SELECT run, cwd, path FROM run ORDER BY run
