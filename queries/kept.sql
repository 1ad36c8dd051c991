-- Calls of deallocate() that freed nothing, and the buffers in whose memory others still have a share.
-- hide: thread
-- callsite: of the call. made_callsite: where the buffer was allocated; free_*: how it ended at last.
SELECT k.run, k.time_ns, c.callsite, b.device, b.buffer, k.kind, b.bytes_per_core, b.name AS made_by,
  b.callsite AS made_callsite, b.free_ns, b.free_manner, f.callsite AS free_callsite, k.forced, k.thread,
  b.variable, b.tensor
FROM kept k
LEFT JOIN callsite c ON c.run = k.run AND c.id = k.callsite
LEFT JOIN buffers b ON b.run = k.run AND b.handle = k.handle AND b.kind = k.kind
  AND b.address <= k.address AND k.address < b.address + max(b.bytes_per_core, 1)
  AND b.alloc_ns <= k.time_ns AND (b.free_ns IS NULL OR b.free_ns > k.time_ns)
LEFT JOIN callsite f ON f.run = b.run AND f.id = b.free_callsite
ORDER BY k.run, k.time_ns, k.thread, k.address, b.buffer, b.device;
