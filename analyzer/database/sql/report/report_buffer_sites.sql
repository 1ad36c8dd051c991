-- Call sites, and the variables that they assign.
SELECT id, callsite, op, variable FROM callsite ORDER BY run, id
