-- The call sites of a run.
SELECT id, callsite, op FROM callsite WHERE run = ?1 AND callsite NOT NULL ORDER BY id
