-- The failures of run ?1 that are in the window, and the runtime's numbers.
SELECT f.device, f.time_ns, f.kind, c.op AS name, f.failure, f.times, f.buffer_kind, f.size_bytes,
  f.bytes_per_bank, f.bank_count, f.bank_bytes, f.allocated_bytes, f.free_bytes,
  f.largest_free_bytes, f.region_end, f.lowest_buffer, f.limit_bytes, f.program, f.text,
  (SELECT e.note FROM explanation e WHERE e.run = f.run AND e.failure = f.failure
    AND e.role = 'verdict' ORDER BY e.rowid LIMIT 1) AS verdict, c.callsite
FROM failures f LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
WHERE f.run = ?1 ORDER BY f.time_ns, f.failure
