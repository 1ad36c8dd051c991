-- The last op, and whether op ?1 is there.
SELECT max(op) AS last, max(op = ?1) AS there
FROM op
