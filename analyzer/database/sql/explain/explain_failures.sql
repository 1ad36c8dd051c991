-- All failures of a run with their devices, and the first of those that are equal to each.
SELECT f.failure, f.time_ns, f.moment, f.handle, f.device, f.program, f.cores, f.callsite, f.kind,
  f.buffer_kind, f.text AS words, f.size_bytes, f.bytes_per_bank, f.free_bytes,
  f.largest_free_bytes, f.region_end, f.lowest_buffer, f.limit_bytes, d.unreserved_base,
  d.l1_bytes, d.l1_small_bytes, d.bank_bytes AS device_bank_bytes, d.kernel_config_bytes,
  coalesce(c.op, (SELECT s.text FROM op o JOIN string s ON s.run = o.run AND s.id = o.name
    WHERE o.run = f.run AND o.kind = 'failed' AND o.program = f.program
      AND o.time_ns >= f.time_ns ORDER BY o.time_ns LIMIT 1)) AS op,
  f.bank_bytes,
  iif(f.buffer_kind = 'dram', (SELECT min(b.address) FROM buffer b WHERE b.run = f.run
    AND b.handle = f.handle AND b.kind = 'dram'), NULL) AS dram_base,
  f.thread, d.arch, c.callsite AS site, row_number() OVER equal AS nth_equal,
  min(f.failure) OVER equal AS first_equal
FROM failure f LEFT JOIN device d ON d.run = f.run AND d.handle = f.handle
  LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
WHERE f.run = ?1
WINDOW equal AS (PARTITION BY f.kind, f.handle, f.buffer_kind, f.size_bytes, f.bytes_per_bank,
  f.free_bytes, f.largest_free_bytes, f.region_end, f.lowest_buffer, f.limit_bytes, c.op,
  f.callsite, iif(f.kind IN ('oom', 'clash', 'too_big', 'config_too_big'), NULL, f.text)
  ORDER BY f.failure)
ORDER BY f.failure
