-- Which op made each tensor: known from what ops use, else the first op after its allocation
WITH made AS (SELECT b.run, b.tensor_id,
    coalesce(iif(r.uses, b.made_by, b.alloc_op), b.failed_op) AS op
  FROM exported_buffer b JOIN run r ON r.run = b.run WHERE b.part = 0 AND b.shown)
SELECT m.op AS operation_id,
  row_number() OVER (PARTITION BY m.run, m.op ORDER BY m.tensor_id) - 1 AS output_index,
  m.tensor_id, r.rank
FROM made m JOIN exported_run r ON r.run = m.run
WHERE EXISTS (SELECT 1 FROM exported_op e WHERE e.run = m.run AND e.op = m.op AND e.own)
  OR EXISTS (SELECT 1 FROM exported_failure f WHERE f.run = m.run AND f.operation = m.op)
ORDER BY r.rank, m.op, m.tensor_id
