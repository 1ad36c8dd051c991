-- The runs, and what there is to say about each.
SELECT r.run, r.path, r.wall_ns, r.duration_ns, r.pid, r.host, r.command, r.mock, r.version
FROM run r ORDER BY r.run
