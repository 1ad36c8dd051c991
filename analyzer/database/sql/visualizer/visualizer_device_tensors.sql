-- Where each tensor is on each chip
SELECT b.tensor_id, h.device_id, b.address, r.rank
FROM exported_buffer b JOIN exported_run r ON r.run = b.run
JOIN exported_home h ON h.run = b.run AND h.handle = b.handle
WHERE b.part = 0 AND b.shown ORDER BY b.tensor_id, h.device_id
