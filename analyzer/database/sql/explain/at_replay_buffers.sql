-- Buffers that were live when a replay's launches were captured, and are freed before the replay.
WITH r AS (SELECT o.run, o.handle, o.time_ns, o.moment, (SELECT m.trace FROM mesh_trace m
  WHERE m.run = o.run AND m.handle = o.handle AND m.event = 'replay'
  AND m.time_ns = o.time_ns) AS trace FROM op o WHERE o.run = :run AND o.op = :replay LIMIT 1),
b AS (SELECT r.*, (SELECT max(m.time_ns) FROM mesh_trace m WHERE m.run = r.run
 AND m.handle = r.handle AND m.trace = r.trace AND m.event = 'capture begin'
 AND m.time_ns <= r.time_ns) AS from_ns FROM r),
e AS (SELECT b.*, (SELECT min(m.time_ns) FROM mesh_trace m WHERE m.run = b.run
 AND m.handle = b.handle AND m.trace = b.trace AND m.event = 'capture end'
 AND m.time_ns BETWEEN b.from_ns AND b.time_ns) AS to_ns FROM b),
c AS (SELECT o.*, e.moment AS now, e.time_ns AS now_ns FROM e JOIN op o ON o.run = e.run
 AND o.handle = e.handle AND o.device = :device AND o.kind = 'captured'
 AND o.time_ns BETWEEN e.from_ns AND e.to_ns)
SELECT DISTINCT b.kind, b.buffer, b.address, b.bytes_per_core, b.size_bytes, b.alloc_ns,
i.op, i.callsite, t.tensor, b.variable FROM c JOIN buffer b ON b.run = c.run AND b.handle = c.handle
 AND b.kind IN ('l1', 'l1_small') AND b.alloc_moment <= c.moment
 AND b.free_moment > c.moment AND b.free_moment <= c.now
LEFT JOIN tensor t ON t.run = b.run AND t.id = b.tensor
LEFT JOIN callsite i ON i.run = b.run AND i.id = b.callsite
WHERE b.address NOT NULL AND b.bytes_per_core NOT NULL ORDER BY b.address, b.buffer
