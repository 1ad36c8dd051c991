-- Is there a run?
SELECT 1 FROM run LIMIT 1
