-- Buffers that ended before a failure, of call sites of which one lived at it; the latest first.
SELECT b.callsite AS site, b.bytes_per_core, b.ops_before, b.ops_until_end, b.last_use_op,
  b.perhaps_op, b.last_use, b.alloc_ns
FROM buffer b
WHERE b.run = :run AND b.handle = :handle AND b.kind = :kind AND b.part = 0 AND b.uses NOT NULL
  AND b.free_ns <= :time_ns AND b.callsite IN (SELECT l.callsite FROM buffer l
    WHERE l.run = :run AND l.handle = :handle AND l.kind = :kind AND l.alloc_ns <= :time_ns
      AND (l.free_ns IS NULL OR l.free_ns > :time_ns))
ORDER BY b.alloc_ns DESC, b.buffer LIMIT :most
