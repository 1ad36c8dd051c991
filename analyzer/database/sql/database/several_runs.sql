-- Is there a second run?
SELECT 1 FROM run LIMIT 1 OFFSET 1
