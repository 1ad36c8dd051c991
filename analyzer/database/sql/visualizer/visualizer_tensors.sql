-- A tensor for each lifetime of a buffer, which is what the trace has of tensors
SELECT b.tensor_id, coalesce('Shape(' || t.shape || ')', '') AS shape,
  coalesce('DataType.' || upper(t.dtype), '') AS dtype,
  coalesce('Layout.' || replace(upper(t.page_layout), ' ', '_'), '') AS layout,
  'MemoryConfig(memory_layout=TensorMemoryLayout::' || CASE b.layout WHEN 0 THEN 'INTERLEAVED'
    WHEN 2 THEN 'HEIGHT_SHARDED' WHEN 3 THEN 'WIDTH_SHARDED' WHEN 4 THEN 'BLOCK_SHARDED'
    ELSE 'SINGLE_BANK' END || ',buffer_type=BufferType::' || b.type_name || ',shard_spec='
    || coalesce('ShardSpec(grid={[(x=' || replace(replace(replace(replace(k.cores, ' ', ';'), ',',
      ',y='), '-', ') - (x='), ';', ')], [(x=') || ')]},shape={' || trim(t.shard_shape, '[]')
      || '},orientation=ShardOrientation::' || iif(t.shard_order = 'column major', 'COL', 'ROW')
      || '_MAJOR,halo=0)', 'std::nullopt') || ')' AS memory_config,
  (SELECT min(h.device_id) FROM exported_home h WHERE h.run = b.run AND h.handle = b.handle)
    AS device_id, b.address, b.type AS buffer_type, r.rank
FROM exported_buffer b JOIN exported_run r ON r.run = b.run
LEFT JOIN tensor t ON t.run = b.run AND t.id = b.tensor
LEFT JOIN cores k ON k.run = b.run AND k.id = t.shard_cores
WHERE b.part = 0 AND b.shown
ORDER BY b.tensor_id
