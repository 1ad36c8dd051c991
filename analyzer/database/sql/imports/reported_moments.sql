-- A moment as every run has it. :percent: the value is a part of the run.
SELECT run, CAST(iif(:percent, :value / 100.0 * duration_ns, :value) AS INTEGER) AS time_ns
FROM run
ORDER BY run
