-- The number of the last op, and whether there is an op ?1.
SELECT max(op) AS last, max(op = ?1) AS there
FROM op_row
