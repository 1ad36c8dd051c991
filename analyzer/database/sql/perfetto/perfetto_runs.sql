-- The runs, and what there is to say about each.
SELECT run, path, wall_ns, duration_ns, pid, host, command, mock, version, rank
FROM run ORDER BY run
