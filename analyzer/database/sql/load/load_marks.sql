-- The marks of a run in their order, with what is needed to pair them.
SELECT time_ns, thread, event = 'begin' AS begin, name FROM mark
WHERE run = ?1 AND name NOT NULL ORDER BY time_ns, rowid
