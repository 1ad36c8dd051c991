-- Which ops asked how much L1 is free, in order of time.
SELECT a.time_ns, c.op AS name
FROM asked a LEFT JOIN callsite c ON c.run = a.run AND c.id = a.callsite
WHERE a.run = ?1 AND NOT a.by_program ORDER BY a.time_ns, c.op
