-- The runs whose stacks are written: their files, working directories, and the Unix time of time 0.
SELECT run, path, cwd, wall_ns FROM run ORDER BY run
