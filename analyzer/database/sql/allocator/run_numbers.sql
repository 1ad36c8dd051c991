-- The numbers of the runs.
SELECT run FROM run ORDER BY run
