-- What l1analyze knows of each op, as its arguments in the report
WITH told(run, operation_id, nth, name, value) AS (
  SELECT run, op, 1, 'kind', kind FROM exported_op WHERE own
  UNION ALL SELECT run, op, 2, 'time_ns', time_ns FROM exported_op WHERE own
  UNION ALL SELECT run, op, 3, 'program', program FROM exported_op WHERE own
  UNION ALL SELECT run, op, 4, 'peak_bytes', peak_bytes FROM exported_op WHERE own
  UNION ALL SELECT run, op, 5, 'headroom_bytes', headroom_bytes FROM exported_op WHERE own
  UNION ALL SELECT run, op, 6, 'kernel_text_bytes', kernel_text_bytes FROM exported_op WHERE own
  UNION ALL SELECT run, operation, 1, 'kind', kind FROM exported_failure
  UNION ALL SELECT run, operation, 2, 'time_ns', time_ns FROM exported_failure
  UNION ALL SELECT run, operation, 3, 'after_op', after_op FROM exported_failure)
SELECT t.operation_id, t.name, CAST(t.value AS TEXT) AS value, r.rank
FROM told t JOIN exported_run r ON r.run = t.run WHERE t.value NOT NULL
ORDER BY r.rank, t.operation_id, t.nth
