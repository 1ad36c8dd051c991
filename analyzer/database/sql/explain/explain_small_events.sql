-- Allocs and frees of L1_SMALL up to a failure, in their order.
SELECT alloc_moment AS moment, 1 AS is_alloc, address, bytes_per_core, announced FROM buffer
WHERE run = :run AND handle = :handle AND kind = 'l1_small' AND alloc_moment <= :moment
  AND NOT per_core
UNION ALL SELECT free_moment, 0, address, bytes_per_core, 0 FROM buffer
WHERE run = :run AND handle = :handle AND kind = 'l1_small' AND free_moment <= :moment
  AND NOT per_core
ORDER BY 1, 2, 3
