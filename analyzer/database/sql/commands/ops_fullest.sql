-- Ops that held anything, the fullest first.
SELECT * FROM ops WHERE peak_bytes > 0 ORDER BY peak_bytes DESC, run, op, device
