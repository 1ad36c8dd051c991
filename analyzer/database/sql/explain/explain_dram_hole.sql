-- The banks of a device's DRAM, and the largest hole of each at an instant; NULL: not known.
WITH bank AS (SELECT dram_bank_count AS banks, dram_base AS base,
    dram_base + dram_bank_bytes AS top FROM device WHERE run = :run AND handle = :handle),
live AS (SELECT b.address AS at, b.address + b.bytes_per_core AS upto FROM buffer b
  WHERE b.run = :run AND b.handle = :handle AND b.kind = 'dram' AND b.alloc_ns <= :time_ns
    AND (b.free_ns IS NULL OR b.free_ns > :time_ns)
  UNION ALL SELECT base, base FROM bank UNION ALL SELECT top, top FROM bank),
gap AS (SELECT at - max(upto) OVER (ORDER BY at, upto ROWS BETWEEN UNBOUNDED PRECEDING
    AND 1 PRECEDING) AS bytes FROM live)
SELECT banks, iif((SELECT count(*) FROM live WHERE upto IS NULL), NULL,
  (SELECT max(bytes) FROM gap)) AS hole_bytes FROM bank
