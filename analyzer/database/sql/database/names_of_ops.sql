-- Names of ops, and operations that call sites belong to.
SELECT text FROM string WHERE (run, id) IN (SELECT run, name FROM op_form)
UNION SELECT op FROM callsite WHERE op NOT NULL ORDER BY 1
