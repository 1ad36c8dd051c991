-- Did the run end badly, with nothing launched or allocated after this failure?
SELECT count(*) AS count FROM run r JOIN explanation e ON e.run = r.run
WHERE r.run = ?1 AND e.failure = ?2 AND e.role = 'after' AND e.note LIKE 'nothing was %'
  AND r.ended NOT IN ('exited with 0', 'came to its normal end')
