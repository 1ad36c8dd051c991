-- Advice that a proof run may try. The floor and what is told of the program at the peak are no
-- changes of a program.
SELECT run, device, advice, action, callsite, last_use_callsite, variable, name, count, peak_bytes,
  peak_after_bytes, failures_prevented, figure, chips, bytes_per_core
FROM advice WHERE action NOT IN ('floor', 'look at', 'region', 'other launch')
ORDER BY run, advice
