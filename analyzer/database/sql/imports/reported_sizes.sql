-- Sizes of whole buffers that are live at a moment, of all devices, each once for each of these
-- chips that it is on.
SELECT coalesce(sum(size_bytes * (SELECT count(*) FROM json_each('[' || d.chips || ']') j
  WHERE instr(',' || :chips || ',', ',' || j.value || ','))), 0) AS bytes
FROM buffer b JOIN device d ON d.run = b.run AND d.handle = b.handle
WHERE b.run = :run AND b.kind = :kind AND b.part = 0 AND b.alloc_ns <= :time_ns
  AND (b.free_ns IS NULL OR b.free_ns > :time_ns)
