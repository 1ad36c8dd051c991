-- What each buffer of L1 takes of each core: of all, as each bank reserves its bytes, or of those
-- that it has an address of its own on. In no order
WITH held AS (SELECT e.op AS operation_id, b.tensor_id FROM exported_buffer b
  CROSS JOIN exported_op e ON e.run = b.run AND e.op >= b.alloc_op
    AND e.op < coalesce(b.free_op, 9223372036854775807)
  WHERE e.chunks AND b.type IN (1, 3)
  UNION ALL SELECT f.operation, f.tensor_id FROM exported_failed f WHERE ?1)
SELECT k.operation_id, h.device_id, b.address, c.bank_id, c.core_x, c.core_y,
  b.address AS chunk_address, b.bytes_per_core AS chunk_size, b.page_bytes AS page_size,
  max(1, coalesce(b.bytes_per_core / nullif(b.page_bytes, 0), 1)) AS num_pages,
  b.type AS buffer_type, r.rank
FROM held k CROSS JOIN exported_buffer b ON b.tensor_id = k.tensor_id AND b.type IN (1, 3)
JOIN exported_run r ON r.run = b.run
CROSS JOIN exported_home h ON h.run = b.run AND h.handle = b.handle
CROSS JOIN exported_core c ON c.run = b.run AND c.device_id = h.device_id
WHERE NOT b.per_core OR EXISTS (SELECT 1 FROM exported_range g
  WHERE g.run = b.run AND g.id = b.cores
  AND c.core_x BETWEEN g.x0 AND g.x1 AND c.core_y BETWEEN g.y0 AND g.y1)
