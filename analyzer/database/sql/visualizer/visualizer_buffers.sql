-- What is held after each op and the frees behind it, and at each failure; in no order
SELECT e.op AS operation_id, h.device_id, b.address, b.bytes_per_core AS max_size_per_bank,
  b.type AS buffer_type, b.layout AS buffer_layout, r.rank
FROM exported_buffer b JOIN exported_run r ON r.run = b.run
CROSS JOIN exported_op e ON e.run = b.run AND e.op >= b.alloc_op
  AND e.op < coalesce(b.free_op, 9223372036854775807)
CROSS JOIN exported_home h ON h.run = b.run AND h.handle = b.handle
UNION ALL
SELECT f.operation, h.device_id, b.address, b.bytes_per_core, b.type, b.layout, r.rank
FROM exported_failed f JOIN exported_run r ON r.run = f.run
JOIN exported_buffer b ON b.tensor_id = f.tensor_id
JOIN exported_home h ON h.run = b.run AND h.handle = b.handle
