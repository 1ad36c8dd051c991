-- An op that failed gets the time of its program's last failure before it.
UPDATE op_shared SET time_ns = coalesce((SELECT max(f.time_ns) FROM failure f
  WHERE f.run = op_shared.run AND f.program = op_shared.program AND f.thread IS op_shared.thread
    AND f.time_ns <= op_shared.time_ns), time_ns)
WHERE run = ?1 AND kind = 'failed'
