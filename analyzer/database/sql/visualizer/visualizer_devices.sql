-- A row for each chip, as devices of the report: what the allocator of its last opening has
SELECT c.device_id, d.grid_y AS num_y_cores, d.grid_x AS num_x_cores,
  d.grid_y AS num_y_compute_cores, d.grid_x AS num_x_compute_cores, d.l1_bytes AS worker_l1_size,
  d.bank_count AS l1_num_banks, d.bank_bytes AS l1_bank_size,
  d.unreserved_base AS address_at_first_l1_bank,
  d.unreserved_base AS address_at_first_l1_cb_buffer, 0 AS num_banks_per_storage_core,
  d.grid_x * d.grid_y AS num_compute_cores, 0 AS num_storage_cores,
  d.l1_bytes * d.grid_x * d.grid_y AS total_l1_memory,
  d.bank_bytes * d.bank_count AS total_l1_for_tensors,
  d.bank_bytes * d.bank_count AS total_l1_for_interleaved_buffers,
  d.bank_bytes * d.bank_count AS total_l1_for_sharded_buffers,
  d.l1_bytes - d.unreserved_base AS cb_limit, r.rank
FROM exported_chip c JOIN exported_run r ON r.run = c.run
JOIN opening o ON o.run = c.run AND o.opening = c.opening
JOIN device d ON d.run = o.run AND d.handle = o.handle
ORDER BY r.rank, c.device_id
