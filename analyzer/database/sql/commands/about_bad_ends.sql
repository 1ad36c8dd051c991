-- Runs that ended badly or had failures, in words; with the run's number where there are several.
WITH r AS (SELECT run, failures, CASE WHEN ended LIKE 'exited with %'
    AND ended <> 'exited with 0' OR ended LIKE 'killed by %' THEN ended END AS bad FROM run)
SELECT iif((SELECT count(*) FROM run) > 1, 'run ' || run || ': ', '') || 'the program '
    || coalesce(bad, '') || CASE WHEN failures = 0 THEN ', and no failure of it was seen'
    ELSE iif(bad IS NULL, 'had ', ' and had ') || failures
      || iif(failures = 1, ' failure', ' failures') || '; next: l1analyze explain' END AS words
FROM r WHERE bad NOT NULL OR failures > 0 ORDER BY run
