-- The three largest programs other than :program, of those whose sizes are known.
SELECT p.program, p.text_bytes + p.config_bytes AS bytes,
  (SELECT name FROM first_op o WHERE o.run = p.run AND o.program = p.program) AS name,
  (SELECT callsite FROM first_op o WHERE o.run = p.run AND o.program = p.program) AS callsite
FROM program p
WHERE p.run = :run AND p.program IS NOT :program AND p.text_bytes NOT NULL
  AND p.config_bytes NOT NULL AND p.born_ns <= :time_ns
ORDER BY 2 DESC, 1 LIMIT 3
