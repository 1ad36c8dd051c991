-- The tables of the report of ttnn-visualizer, in its own words. It asks for ten of them even if
-- they have no row: devices, operations, operation_arguments, stack_traces, tensors, input_tensors,
-- output_tensors, buffers and the two of comparisons.
CREATE TABLE devices (device_id INTEGER, num_y_cores INTEGER, num_x_cores INTEGER,
  num_y_compute_cores INTEGER, num_x_compute_cores INTEGER, worker_l1_size INTEGER,
  l1_num_banks INTEGER, l1_bank_size INTEGER, address_at_first_l1_bank INTEGER,
  address_at_first_l1_cb_buffer INTEGER, num_banks_per_storage_core INTEGER,
  num_compute_cores INTEGER, num_storage_cores INTEGER, total_l1_memory INTEGER,
  total_l1_for_tensors INTEGER, total_l1_for_interleaved_buffers INTEGER,
  total_l1_for_sharded_buffers INTEGER, cb_limit INTEGER);
CREATE TABLE operations (operation_id INTEGER, name TEXT, duration REAL);
CREATE TABLE operation_arguments (operation_id INTEGER, name TEXT, value TEXT);
CREATE TABLE tensors (tensor_id INTEGER, shape TEXT, dtype TEXT, layout TEXT, memory_config TEXT,
  device_id INTEGER, address INTEGER, buffer_type INTEGER);
CREATE TABLE device_tensors (tensor_id INTEGER, device_id INTEGER, address INTEGER);
CREATE TABLE tensor_lifetime (tensor_id INTEGER, producer_operation_id INTEGER,
  last_use_operation_id INTEGER, deallocate_operation_id INTEGER, producer_source_file TEXT,
  producer_source_line INTEGER, last_use_source_file TEXT, last_use_source_line INTEGER);
CREATE TABLE input_tensors (operation_id INTEGER, input_index INTEGER, tensor_id INTEGER);
CREATE TABLE output_tensors (operation_id INTEGER, output_index INTEGER, tensor_id INTEGER);
CREATE TABLE tensor_consumers (tensor_id INTEGER, operation_id INTEGER, input_index INTEGER);
CREATE TABLE tensor_producers (tensor_id INTEGER, operation_id INTEGER, output_index INTEGER);
CREATE TABLE buffers (operation_id INTEGER, device_id INTEGER, address INTEGER,
  max_size_per_bank INTEGER, buffer_type INTEGER, buffer_layout INTEGER);
CREATE TABLE buffer_chunks (operation_id INTEGER, device_id INTEGER, address INTEGER,
  bank_id INTEGER, core_x INTEGER, core_y INTEGER, chunk_address INTEGER, chunk_size INTEGER,
  page_size INTEGER, num_pages INTEGER, buffer_type INTEGER);
CREATE TABLE captured_graph (operation_id INTEGER, captured_graph TEXT);
CREATE TABLE source_files (id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, contents TEXT);
CREATE TABLE stack_traces (operation_id INTEGER, stack_trace TEXT,
  source_file_id INTEGER REFERENCES source_files (id));
CREATE TABLE errors (operation_id INTEGER, operation_name TEXT, error_type TEXT,
  error_message TEXT, stack_trace TEXT, timestamp TEXT);
CREATE TABLE local_tensor_comparison_records (tensor_id INTEGER, golden_tensor_id INTEGER,
  matches INTEGER, desired_pcc REAL, actual_pcc REAL);
CREATE TABLE global_tensor_comparison_records (tensor_id INTEGER, golden_tensor_id INTEGER,
  matches INTEGER, desired_pcc REAL, actual_pcc REAL);
CREATE TABLE report_metadata (key TEXT UNIQUE, value TEXT);
