-- Indexes of the report: what the viewer asks for one operation.
CREATE INDEX buffers_of ON buffers (operation_id);
CREATE INDEX buffer_chunks_of ON buffer_chunks (operation_id);
CREATE INDEX captured_graph_of ON captured_graph (operation_id);
CREATE INDEX stack_traces_of ON stack_traces (operation_id);
CREATE INDEX idx_stack_traces_source_file_id ON stack_traces (source_file_id);
CREATE INDEX operation_arguments_of ON operation_arguments (operation_id);
CREATE INDEX input_tensors_of ON input_tensors (tensor_id, operation_id);
CREATE INDEX output_tensors_of ON output_tensors (tensor_id, operation_id);
CREATE INDEX tensor_lifetime_of ON tensor_lifetime (tensor_id);
CREATE INDEX device_tensors_of ON device_tensors (tensor_id);
CREATE INDEX tensors_of ON tensors (tensor_id);
