-- When a run began, and where.
SELECT wall_ns, cwd FROM run WHERE run = ?1
