-- The passes of marks that a thread set, each after those around it.
SELECT begin_ns, end_ns, name FROM phase
WHERE run = :run AND kind = 'mark' AND thread = :thread ORDER BY nth
