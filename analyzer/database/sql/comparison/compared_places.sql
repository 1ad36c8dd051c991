-- Where each run's program ran, and on which side it is.
SELECT r.run, r.cwd, r.command, c.side FROM run r JOIN compared_run c ON c.run = r.run
ORDER BY r.run
