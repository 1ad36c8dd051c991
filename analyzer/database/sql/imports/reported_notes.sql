-- When the runtime wrote a report of what an allocator holds, and how the names of its files began.
SELECT run, time_ns, a AS handle, b AS took_ns, text
FROM note
WHERE code = 10 AND text NOT NULL
ORDER BY run, time_ns, rowid
