-- What to change in the program so that its peak falls or what failed fits, the best first.
SELECT run, device, advice, action, callsite, last_use_callsite, variable, tensor, name, count,
  saved_bytes, peak_bytes, peak_after_bytes, headroom_after_bytes, failures_prevented, figure,
  because, chips, headroom_bytes, peak_op, peak_name, bytes_per_core, cores, most_saved_bytes
FROM advice ORDER BY run, advice
