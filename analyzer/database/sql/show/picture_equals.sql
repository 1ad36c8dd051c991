-- For each failure the first one that is equal to it: of the same operation, with the same numbers;
-- for kinds of failures without numbers, with the same text and as much in L1.
CREATE TEMP TABLE IF NOT EXISTS equal_failure AS
SELECT f.run, f.failure, f.time_ns, f.kind, f.text, c.callsite, c.op,
  min(f.failure) OVER (PARTITION BY f.run, f.kind, f.handle, f.buffer_kind, f.size_bytes,
    f.bytes_per_bank, f.free_bytes, f.largest_free_bytes, f.region_end, f.lowest_buffer,
    f.limit_bytes, c.op, iif(f.kind IN ('oom', 'clash', 'too_big', 'config_too_big'), NULL, f.text),
    b.note) AS first
FROM failure f LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
LEFT JOIN (SELECT run, failure, note FROM explanation WHERE role = 'bank') b
  ON b.run = f.run AND b.failure = f.failure
