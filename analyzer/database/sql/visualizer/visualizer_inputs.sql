-- Which tensors each op works on, as far as the trace has uses; not what it made itself
SELECT u.op AS operation_id,
  row_number() OVER (PARTITION BY u.run, u.op ORDER BY u.tensor_id) - 1 AS input_index,
  u.tensor_id, r.rank
FROM (SELECT DISTINCT run, op, tensor_id FROM exported_use WHERE NOT made) u
JOIN exported_run r ON r.run = u.run
JOIN exported_op e ON e.run = u.run AND e.op = u.op AND e.own
ORDER BY r.rank, u.op, u.tensor_id
