-- Passes of marks, the outer ones first.
SELECT p.run, p.depth, p.begin_ns, coalesce(p.end_ns, r.duration_ns) AS end_ns, p.name
FROM phase p JOIN run r ON r.run = p.run
WHERE p.kind = 'mark' AND p.depth < 3 AND p.name NOT NULL
ORDER BY p.run, p.depth, p.begin_ns, end_ns, p.thread, p.nth
