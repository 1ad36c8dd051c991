-- The number of the last failure, and whether there is a failure ?1.
SELECT max(failure) AS last, max(failure = ?1) AS there
FROM failure
