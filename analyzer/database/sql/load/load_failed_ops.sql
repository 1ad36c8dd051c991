-- An op that failed gets the time of its program's last failure before it.
UPDATE op_row SET time_ns = coalesce((SELECT max(f.time_ns) FROM op_form o JOIN failure f
    ON f.run = o.run AND f.program = o.program AND f.thread IS o.thread
  WHERE o.run = op_row.run AND o.form = op_row.form AND f.time_ns <= op_row.time_ns), time_ns)
WHERE run = ?1 AND form IN (SELECT form FROM op_form WHERE run = ?1 AND kind = 'failed')
