-- The variable of a call site, as a database has it.
SELECT variable FROM callsite WHERE run = :run AND id = :id
