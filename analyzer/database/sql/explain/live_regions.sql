-- The regions that a program had placed at an instant, in the order of their placement.
SELECT r.kind, r.idx, r.address, r.bytes_per_core, c.cores, r.alias, r.first
FROM region r LEFT JOIN cores c ON c.run = r.run AND c.id = r.cores
WHERE r.run = :run AND r.program = :program AND r.time_ns <= :time_ns AND (:device IS NULL OR
  ',' || r.chips || ',' LIKE '%,' || :device || ',%')
ORDER BY r.rowid
