-- The same of whole runs: of each name the fullest launch is stored.
SELECT * FROM op_used WHERE peak_bytes > 0 ORDER BY peak_bytes DESC, run, op, device
