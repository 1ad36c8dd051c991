-- How many failures a run has, counted up to ?2.
SELECT count(*) AS count FROM (SELECT 1 FROM failure WHERE run = ?1 LIMIT ?2)
