-- How many rows the report will have, and about how many bytes; ?1: cores of failures, too
WITH held AS (SELECT b.run, b.handle, e.chunks AND b.type IN (1, 3) AS on_cores
  FROM exported_buffer b CROSS JOIN exported_op e ON e.run = b.run AND e.op >= b.alloc_op
    AND e.op < coalesce(b.free_op, 9223372036854775807)
  UNION ALL SELECT b.run, b.handle, ?1 AND b.type IN (1, 3)
  FROM exported_failed f CROSS JOIN exported_buffer b ON b.tensor_id = f.tensor_id),
of AS (SELECT run, handle, count(*) AS buffers, sum(on_cores) AS on_cores FROM held
  GROUP BY run, handle),
n AS (SELECT
  (SELECT count(*) FROM exported_op) + (SELECT count(*) FROM exported_failure) AS operations,
  (SELECT sum(o.buffers) FROM of o CROSS JOIN exported_home h ON h.run = o.run
    AND h.handle = o.handle) AS buffers,
  (SELECT sum(o.on_cores) FROM of o CROSS JOIN exported_home h ON h.run = o.run
    AND h.handle = o.handle
    CROSS JOIN exported_core c ON c.run = o.run AND c.device_id = h.device_id) AS chunks,
  (SELECT count(*) FROM exported_buffer WHERE shown) AS tensors,
  (SELECT sum(length(contents)) FROM exported_file) AS source_bytes)
SELECT operations, coalesce(buffers, 0) AS buffers, coalesce(chunks, 0) AS chunks, tensors,
  60000 + operations * 3200 + coalesce(buffers, 0) * 34 + coalesce(chunks, 0) * 50 + tensors * 300
    + coalesce(source_bytes, 0) AS bytes FROM n
