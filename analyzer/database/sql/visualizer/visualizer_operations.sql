-- The operations of the report: ops, and failures behind them
SELECT e.op AS operation_id, iif(e.own, coalesce(e.name, e.kind), '(before: not exported)') AS name,
  (coalesce((SELECT s.time_ns FROM exported_step s WHERE s.run = e.run AND s.op = e.op + 1),
    r.duration_ns) - e.time_ns) / 1e9 AS duration, r.rank
FROM exported_op e JOIN exported_run r ON r.run = e.run
UNION ALL
SELECT f.operation, coalesce(f.name, f.kind), 0.0, r.rank
FROM exported_failure f JOIN exported_run r ON r.run = f.run
ORDER BY 4, 1
