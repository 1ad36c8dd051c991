-- The runs, and what there is to say about each. rank: NULL where table run has no such column: the
-- name is then that of the row beside it.
SELECT r.run, r.path, r.wall_ns, r.duration_ns, r.pid, r.host, r.command, r.mock, r.version,
  (SELECT rank FROM run x WHERE x.run = r.run) AS rank
FROM run r JOIN (SELECT NULL AS rank) ORDER BY r.run
