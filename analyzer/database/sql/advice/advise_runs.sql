-- The runs that record what their ops work on and what the host reads, or that have no ops.
SELECT run FROM run r WHERE (uses OR NOT ops)
  AND NOT EXISTS (SELECT 1 FROM not_recorded n WHERE n.run = r.run AND n.nth = 2)
ORDER BY run
