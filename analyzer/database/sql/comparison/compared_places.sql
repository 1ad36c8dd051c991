-- Where each run's program ran.
SELECT run, cwd, command FROM run ORDER BY run
