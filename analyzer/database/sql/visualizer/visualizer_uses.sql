-- Uses with the lifetimes that they are of: as they were recorded, or else the last ones alone
CREATE INDEX temp.exported_used_of ON exported_used (run, op);
CREATE TEMP TABLE exported_use AS
SELECT u.run, u.op, b.tensor_id, u.made
FROM exported_used u CROSS JOIN exported_step s ON s.run = u.run AND s.op = u.op
CROSS JOIN exported_buffer b ON b.run = u.run AND b.buffer = u.buffer AND b.kind = u.kind
  AND b.part = 0
  AND b.alloc_ns <= s.time_ns AND (b.free_ns IS NULL OR b.free_ns >= s.time_ns)
UNION ALL
SELECT b.run, b.last_use_op, b.tensor_id, b.last_use_op IS b.made_by
FROM exported_buffer b JOIN run r ON r.run = b.run AND r.uses
WHERE b.part = 0 AND b.last_use = 'op'
  AND NOT EXISTS (SELECT 1 FROM exported_used u WHERE u.run = b.run);
CREATE INDEX temp.exported_use_of ON exported_use (run, op);
CREATE INDEX temp.exported_use_by ON exported_use (tensor_id, op);
