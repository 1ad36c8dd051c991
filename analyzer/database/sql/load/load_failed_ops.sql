-- An op that failed gets the time of its program's last failure before it.
UPDATE op SET time_ns = coalesce((SELECT max(f.time_ns) FROM failure f
  WHERE f.run = op.run AND f.program = op.program AND f.thread IS op.thread
    AND f.time_ns <= op.time_ns), time_ns)
WHERE run = ?1 AND kind = 'failed'
