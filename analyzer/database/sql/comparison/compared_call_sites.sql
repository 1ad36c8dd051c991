-- The call sites of a run, each once.
SELECT DISTINCT callsite FROM callsite WHERE run = ?1 AND callsite NOT NULL ORDER BY callsite
