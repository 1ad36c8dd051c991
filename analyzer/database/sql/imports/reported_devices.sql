-- The devices that were open at a moment; those of one handle or one chip, if they are given.
SELECT d.handle, d.mesh, d.chips, CAST(d.chips AS INTEGER) AS device, d.unreserved_base,
  d.l1_bytes, d.l1_small_bytes, d.bank_count, d.bank_bytes, d.dram_bank_count, d.dram_bank_bytes,
  d.dram_base
FROM device d
WHERE d.run = :run AND d.open_ns <= :time_ns AND (d.close_ns IS NULL OR d.close_ns > :time_ns)
  AND (:handle IS NULL OR d.handle = :handle)
  AND (:chip IS NULL OR instr(',' || d.chips || ',', ',' || :chip || ','))
ORDER BY d.handle
