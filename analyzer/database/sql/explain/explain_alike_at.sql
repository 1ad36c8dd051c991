-- Buffers of a call site that ended before a failure, and where they were freed; the latest first.
SELECT b.callsite AS site, b.bytes_per_core, b.ops_before, b.ops_until_end, b.last_use_op,
  b.perhaps_op, b.last_use, b.alloc_ns, c.callsite AS free_callsite, b.free_manner
FROM buffer b LEFT JOIN callsite c ON c.run = b.run AND c.id = b.free_callsite
WHERE b.run = :run AND b.handle = :handle AND b.kind = :kind AND b.part = 0 AND b.uses NOT NULL
  AND b.free_ns <= :time_ns AND b.callsite = :site
ORDER BY b.alloc_ns DESC, b.buffer LIMIT :most
