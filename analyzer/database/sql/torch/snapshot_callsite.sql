-- The text of call site ?2 of run ?1.
SELECT callsite FROM callsite WHERE run = ?1 AND id = ?2
