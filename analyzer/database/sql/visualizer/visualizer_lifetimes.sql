-- Who made each tensor, who used it last, and at which op its buffer was freed
WITH life AS MATERIALIZED (SELECT b.tensor_id, b.run,
    coalesce(iif(r.uses, b.made_by, b.alloc_op), b.failed_op) AS producer_operation_id,
    (SELECT max(u.op) FROM exported_use u WHERE u.tensor_id = b.tensor_id AND NOT u.made)
      AS last_use_operation_id,
    b.free_op AS deallocate_operation_id, b.callsite
  FROM exported_buffer b JOIN run r ON r.run = b.run WHERE b.part = 0 AND b.shown)
SELECT l.tensor_id, l.producer_operation_id, l.last_use_operation_id, l.deallocate_operation_id,
  p.path AS producer_source_file, p.line AS producer_source_line,
  u.path AS last_use_source_file, u.line AS last_use_source_line, r.rank
FROM life l JOIN exported_run r ON r.run = l.run
LEFT JOIN exported_site p ON p.run = l.run AND p.id = l.callsite AND p.nth = 1
LEFT JOIN exported_op e ON e.run = l.run AND e.op = l.last_use_operation_id
LEFT JOIN exported_site u ON u.run = l.run AND u.id = e.callsite AND u.nth = 1
ORDER BY l.tensor_id
