-- Sets in all rows of a failure whether the runtime's numbers are those of the trace.
UPDATE explanation SET agrees = :agrees
WHERE run = :run AND failure = :failure AND agrees IS NOT :agrees
