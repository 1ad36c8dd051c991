-- What an op's graph has of buffers: those before its launch, then (behind) the frees after it
-- A replay has for its time those, too, that lived at the captured launch that makes its peak and
-- are gone.
WITH captured AS MATERIALIZED (SELECT b.tensor_id, s.time_ns, s.moment FROM exported_step s
  JOIN (SELECT run, handle, captured_op FROM op WHERE run = :run AND op = :op AND kind = 'replay'
    ORDER BY peak_bytes DESC, device LIMIT 1) o ON o.run = s.run
  JOIN exported_step k ON k.run = o.run AND k.op = o.captured_op
  JOIN exported_buffer b ON b.run = o.run AND b.handle = o.handle AND b.type IN (1, 3)
    AND b.alloc_moment <= k.moment AND b.free_moment > k.moment AND b.free_moment <= s.moment
  WHERE s.run = :run AND s.op = :op
    -- bytes that are held now count once
    AND NOT EXISTS (SELECT 1 FROM exported_buffer l WHERE l.run = b.run AND l.type = b.type
      AND l.alloc_moment <= s.moment AND (l.free_moment IS NULL OR l.free_moment > s.moment)
      AND l.address < b.address + b.bytes_per_core AND b.address < l.address + l.bytes_per_core))
SELECT behind, node_type, params FROM (
  SELECT 0 AS behind, 'buffer_allocate' AS node_type, b.alloc_ns AS ns, b.alloc_moment AS moment,
    b.tensor_id, json_object('address', CAST(b.address AS TEXT),
    'size', CAST(coalesce(b.size_bytes, b.bytes_per_core) AS TEXT), 'type', b.type_name,
    'layout', CASE b.layout WHEN 0 THEN 'INTERLEAVED' WHEN 2 THEN 'HEIGHT_SHARDED'
      WHEN 3 THEN 'WIDTH_SHARDED' WHEN 4 THEN 'BLOCK_SHARDED' ELSE 'SINGLE_BANK' END,
    'page_size', CAST(b.page_bytes AS TEXT), 'num_cores', CAST(coalesce(b.core_count,
      iif(b.type = 0, d.dram_bank_count, d.bank_count)) AS TEXT),
    'max_size_per_bank', CAST(b.bytes_per_core AS TEXT),
    'device_id', CAST(h.device_id AS TEXT)) AS params
  FROM exported_buffer b JOIN exported_home h ON h.run = b.run AND h.handle = b.handle
  JOIN device d ON d.run = b.run AND d.handle = b.handle
  WHERE b.run = :run AND b.alloc_op = :op AND h.device_id = (SELECT min(m.device_id)
    FROM exported_home m WHERE m.run = b.run AND m.handle = b.handle)
  UNION ALL
  SELECT b.free_moment NOT NULL AND b.free_moment > s.moment, 'buffer_deallocate', b.free_ns,
    b.free_moment, b.tensor_id, json_object('address', CAST(b.address AS TEXT),
    'size', CAST(coalesce(b.size_bytes, b.bytes_per_core) AS TEXT), 'type', b.type_name,
    'num_cores', CAST(coalesce(b.core_count,
      iif(b.type = 0, d.dram_bank_count, d.bank_count)) AS TEXT),
    'max_size_per_bank', CAST(b.bytes_per_core AS TEXT),
    'device_id', CAST(h.device_id AS TEXT))
  FROM exported_step s JOIN exported_buffer b ON b.run = s.run AND b.free_op = :op
  JOIN exported_home h ON h.run = b.run AND h.handle = b.handle
  JOIN device d ON d.run = b.run AND d.handle = b.handle
  WHERE s.run = :run AND s.op = :op AND h.device_id = (SELECT min(m.device_id)
    FROM exported_home m WHERE m.run = b.run AND m.handle = b.handle)
  UNION ALL
  SELECT e.behind, iif(e.behind, 'buffer_deallocate', 'buffer_allocate'), c.time_ns,
    iif(e.behind, -1, c.moment), b.tensor_id, json_object('address', CAST(b.address AS TEXT),
    'size', CAST(coalesce(b.size_bytes, b.bytes_per_core) AS TEXT), 'type', b.type_name,
    'layout', CASE b.layout WHEN 0 THEN 'INTERLEAVED' WHEN 2 THEN 'HEIGHT_SHARDED'
      WHEN 3 THEN 'WIDTH_SHARDED' WHEN 4 THEN 'BLOCK_SHARDED' ELSE 'SINGLE_BANK' END,
    'page_size', CAST(b.page_bytes AS TEXT), 'num_cores', CAST(coalesce(b.core_count,
      d.bank_count) AS TEXT), 'max_size_per_bank', CAST(b.bytes_per_core AS TEXT),
    'device_id', CAST((SELECT min(m.device_id) FROM exported_home m WHERE m.run = b.run
      AND m.handle = b.handle) AS TEXT))
  FROM captured c JOIN exported_buffer b ON b.tensor_id = c.tensor_id
  JOIN device d ON d.run = b.run AND d.handle = b.handle
  CROSS JOIN (SELECT 0 AS behind UNION ALL SELECT 1) e)
ORDER BY behind, ns, moment, tensor_id
