-- Whether the runtime's numbers are those of the trace is known when all rows are there.
UPDATE explanation SET agrees = :agrees
WHERE run = :run AND failure = :failure AND agrees IS NOT :agrees
