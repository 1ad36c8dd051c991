-- What an op's graph has of its program's regions, on each chip. Of several at one address the
-- viewer keeps the last: the largest. A replay has those of the captured launch that makes its
-- peak.
SELECT DISTINCT json_object('address', CAST(g.address AS TEXT),
  'size', CAST(g.bytes_per_core AS TEXT),
  'core_range_set', coalesce(g.core_range_set, ''),
  'globally_allocated', CAST(coalesce(g.alias, 0) AS TEXT),
  'device_id', CAST(c.device_id AS TEXT)) AS params, c.device_id, g.address, g.bytes_per_core, g.id
FROM (SELECT run, device, program, time_ns FROM op
  WHERE run = :run AND op = :op AND kind = 'launch'
  UNION ALL
  SELECT k.run, k.device, k.program, k.time_ns FROM op o JOIN op k ON k.run = o.run
    AND k.op = o.captured_op AND k.device = o.device
  WHERE o.run = :run AND o.op = :op AND o.kind = 'replay') o
JOIN exported_chip c ON c.run = o.run AND c.device = o.device
JOIN exported_region g ON g.run = o.run AND g.program = o.program AND g.time_ns <= o.time_ns
  AND g.until_ns > o.time_ns AND instr(',' || g.chips || ',', ',' || o.device || ',')
ORDER BY c.device_id, g.address, g.bytes_per_core, g.id
