-- The runs that record what their ops work on and what the host reads, or that have no ops; and of
-- which it is not known of all ops who asked how much L1 is free. The view looks at all runs.
WITH told AS MATERIALIZED (SELECT run, nth FROM not_recorded WHERE nth IN (2, 4))
SELECT run, run IN (SELECT run FROM told WHERE nth = 4) AS no_asks FROM run
WHERE (uses OR NOT ops) AND run NOT IN (SELECT run FROM told WHERE nth = 2)
ORDER BY run
