-- The first ops that wait, in order: as many as the first ?1 rows have.
SELECT op, row FROM ops_waiting
WHERE op <= (SELECT max(op) FROM (SELECT op FROM ops_waiting ORDER BY op LIMIT ?1))
ORDER BY op, chip, nth
