-- Where each op was called, and each failure
SELECT e.op AS operation_id, t.stack_trace, f.id AS source_file_id, r.rank
FROM (SELECT run, op, callsite FROM exported_op WHERE own
  UNION ALL SELECT run, operation, callsite FROM exported_failure) e
JOIN exported_run r ON r.run = e.run
JOIN exported_trace t ON t.run = e.run AND t.id = e.callsite
JOIN exported_site s ON s.run = e.run AND s.id = e.callsite AND s.nth = 1
LEFT JOIN exported_file f ON f.path = s.path AND f.contents NOT NULL
ORDER BY r.rank, e.op
