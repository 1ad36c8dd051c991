-- Whether a pair of runs differs.
SELECT 1 FROM difference WHERE pair = ?1 LIMIT 1
