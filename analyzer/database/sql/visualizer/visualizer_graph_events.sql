-- What an op's graph has of buffers: those before its launch, then (behind) the frees after it
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
    FROM exported_home m WHERE m.run = b.run AND m.handle = b.handle))
ORDER BY behind, ns, moment, tensor_id
