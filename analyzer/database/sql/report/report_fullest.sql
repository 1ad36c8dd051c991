-- The fullest core of all, as `peak` tells it, where its op was called, and the least headroom.
SELECT p.device, p.core_x, p.core_y, p.peak_bytes, p.time_ns, p.buffer_bytes, p.l1_small_bytes,
  p.program_bytes, p.persistent_bytes, p.capacity_bytes - p.reserved_bytes AS usable_bytes,
  p.op, p.name,
  (SELECT c.callsite FROM op_shared o JOIN callsite c ON c.run = o.run AND c.id = o.callsite
    WHERE o.run = p.run AND o.op = p.op ORDER BY o.part LIMIT 1) AS callsite,
  (SELECT min(headroom_bytes) FROM peak) AS least_headroom_bytes
FROM peak p ORDER BY p.peak_bytes DESC, p.run, p.device, p.core_y, p.core_x LIMIT 1
