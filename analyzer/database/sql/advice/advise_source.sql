-- When a run began, and where; died: not as a program ends that has done what it was to do.
SELECT wall_ns, cwd, coalesce(ended NOT IN ('came to its normal end', 'exited with 0'), 1) AS died
FROM run WHERE run = ?1
