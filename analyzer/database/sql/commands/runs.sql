-- All that is known of the runs.
SELECT * FROM run ORDER BY run
