-- Names that ops have, and operations that call sites are in.
SELECT text FROM string WHERE (run, id) IN (SELECT run, name FROM op)
UNION SELECT op FROM callsite WHERE op NOT NULL ORDER BY 1
