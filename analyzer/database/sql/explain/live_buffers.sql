-- The buffers of an allocator that were live at an instant.
-- If :elsewhere is set, instead those with addresses of their own that came from the other
-- allocators of its chips. Allocations and frees of L1 are ordered by moments; other kinds have
-- times only.
SELECT b.buffer, b.address, b.bytes_per_core, b.size_bytes, b.alloc_ns,
  coalesce(c.op, b.purpose) AS op, c.callsite,
  iif(b.per_core, coalesce(k.cores, '?'), NULL) AS on_cores, b.callsite AS site, b.alloc_thread,
  b.free_ns, b.free_thread, b.reason IS NULL AS freed,
  o.buffer NOT NULL AND (o.gone_ns IS NULL OR o.gone_ns > :time_ns) AS cached, o.program, b.part,
  t.tensor, b.variable, b.uses, b.last_use, b.last_use_op, b.last_use_ns, b.perhaps_ns,
  b.ops_before, b.ops_until_end, b.wanted_op,
  (SELECT u.callsite FROM callsite u WHERE u.run = b.run AND u.id = b.last_use_callsite)
    AS last_use_site,
  b.purpose NOT NULL AS no_tensor, b.purpose IS 'global semaphore' AS semaphore
FROM buffer b LEFT JOIN callsite c ON c.run = b.run AND c.id = b.callsite
  LEFT JOIN tensor t ON t.run = b.run AND t.id = b.tensor
  LEFT JOIN cores k ON k.run = b.run AND k.id = b.cores
  LEFT JOIN owned o ON o.run = b.run AND o.buffer = b.buffer AND o.kind = b.kind
    AND o.alloc_ns = b.alloc_ns
WHERE b.run = :run AND b.handle IN (SELECT :handle WHERE NOT :elsewhere UNION ALL
    SELECT p.handle FROM device p JOIN device q ON q.run = p.run AND q.handle = :handle
    WHERE :elsewhere AND p.run = :run AND p.handle <> :handle
      AND instr(',' || q.chips || ',', ',' || p.chips || ','))
  AND b.kind = :kind AND b.address NOT NULL AND (b.per_core OR NOT :elsewhere)
  AND b.bytes_per_core NOT NULL AND iif(b.alloc_moment IS NULL OR :moment IS NULL,
    b.alloc_ns <= :time_ns AND (b.free_ns IS NULL OR b.free_ns > :time_ns),
    b.alloc_moment <= :moment AND (b.free_moment IS NULL OR b.free_moment > :moment))
ORDER BY b.address, b.alloc_ns, b.buffer, b.part
