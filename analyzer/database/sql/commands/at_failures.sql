-- The last failure, and whether failure ?1 is there.
SELECT max(failure) AS last, max(failure = ?1) AS there
FROM failure
