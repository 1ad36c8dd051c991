-- Runs that ended badly and have no recorded failure.
SELECT r.run, r.ended FROM run r
WHERE (r.ended LIKE 'exited with %' AND r.ended <> 'exited with 0' OR r.ended LIKE 'killed by %')
  AND NOT EXISTS (SELECT 1 FROM failure f WHERE f.run = r.run)
ORDER BY r.run
