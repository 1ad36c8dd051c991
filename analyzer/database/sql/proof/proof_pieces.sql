-- Advice that a proof run may try; the floor is no change of a program.
SELECT run, device, rank, action, callsite, last_use_callsite, variable, name, count, peak_bytes,
  peak_after_bytes, failures_prevented, figure, chips
FROM advice WHERE action != 'floor' ORDER BY run, rank
