-- The forms of a run's buffers in L1 that are spread over some cores, and reserved on all.
SELECT f.form, f.layout, f.bytes_per_core, f.page_bytes, f.core_count, t.padded_shape,
  t.page_layout, t.memory, t.shard_shape, t.shard_order, k.cores AS shard_cores, d.grid_x, d.grid_y
FROM buffer_form f JOIN tensor t ON t.run = f.run AND t.id = f.tensor
JOIN device d ON d.run = f.run AND d.handle = f.handle
LEFT JOIN cores k ON k.run = t.run AND k.id = t.shard_cores
WHERE f.run = ?1 AND f.kind = 'l1' AND f.purpose IS NULL AND NOT f.per_core AND NOT f.announced
  AND f.layout IN ('height sharded', 'width sharded', 'block sharded') AND t.memory NOT NULL
ORDER BY f.form
