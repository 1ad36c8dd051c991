-- What to change, for an issue: without what all rows have in common, and call sites by their line.
SELECT run, device, advice, action, variable,
  substr(callsite, 1, instr(callsite || '; ', '; ') - 1) AS made_at,
  substr(last_use_callsite, 1, instr(last_use_callsite || '; ', '; ') - 1) AS free_after,
  saved_bytes, peak_bytes, peak_after_bytes, failures_prevented, figure, because,
  CASE WHEN variable NOT NULL THEN NULL WHEN name IS NULL THEN tensor
    ELSE name || coalesce(' ' || tensor, '') END AS what, bytes_per_core, cores
FROM advice ORDER BY run, advice
