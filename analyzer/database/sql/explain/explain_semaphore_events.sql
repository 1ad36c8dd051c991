-- Allocs and frees of L1 and L1_SMALL up to a failure, in their order, and who made semaphores.
SELECT b.alloc_moment AS moment, 1 AS is_alloc, b.alloc_moment AS born, b.address, b.bytes_per_core,
  b.announced, b.kind = 'l1_small' AS is_small,
  iif(b.purpose IS 'global semaphore', coalesce(c.op, b.purpose), NULL) AS maker
FROM buffer b LEFT JOIN callsite c ON c.run = b.run AND c.id = b.callsite
WHERE b.run = :run AND b.handle = :handle AND b.kind IN ('l1', 'l1_small')
  AND b.alloc_moment <= :moment
UNION ALL SELECT b.free_moment, 0, b.alloc_moment, b.address, b.bytes_per_core, b.announced,
  b.kind = 'l1_small', iif(b.purpose IS 'global semaphore', coalesce(c.op, b.purpose), NULL)
FROM buffer b LEFT JOIN callsite c ON c.run = b.run AND c.id = b.callsite
WHERE b.run = :run AND b.handle = :handle AND b.kind IN ('l1', 'l1_small')
  AND b.alloc_moment NOT NULL AND b.free_moment <= :moment
ORDER BY 1, 2, 3
