-- The passes of marks of run ?1 that were open in the window's time.
SELECT p.thread, p.begin_ns, coalesce(p.end_ns, r.duration_ns) AS end_ns, p.name, p.end_ns IS NULL
  AS unfinished
FROM phase p JOIN run r ON r.run = p.run
WHERE p.run = ?1 AND p.kind = 'mark' AND p.name NOT NULL AND EXISTS (SELECT 1 FROM span s
  WHERE s.run = p.run AND s.begin_ns <= coalesce(p.end_ns, r.duration_ns)
  AND s.end_ns > p.begin_ns)
ORDER BY p.thread, p.begin_ns, p.nth
