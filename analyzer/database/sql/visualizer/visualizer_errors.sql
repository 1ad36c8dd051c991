-- What failed, in the runtime's own words
SELECT f.operation AS operation_id, coalesce(f.name, f.kind) AS operation_name,
  f.kind AS error_type, coalesce(f.text, f.kind) AS error_message,
  coalesce(t.stack_trace, '') AS stack_trace,
  coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', (r.wall_ns + f.time_ns) / 1000000000, 'unixepoch'), '')
    AS timestamp, r.rank
FROM exported_failure f JOIN exported_run r ON r.run = f.run
LEFT JOIN exported_trace t ON t.run = f.run AND t.id = f.callsite
ORDER BY r.rank, f.operation
