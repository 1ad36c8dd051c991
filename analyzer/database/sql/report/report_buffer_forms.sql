-- What buffers have in common.
SELECT form, handle, kind, layout, bytes_per_core, size_bytes, cores, core_count, callsite,
  per_core, purpose, free_callsite, last_use, tensor, given, result
FROM buffer_form
