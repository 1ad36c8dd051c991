-- When captures of a run began and ended.
SELECT time_ns, event = 'capture begin' AS begins FROM mesh_trace
WHERE run = ?1 AND event IN ('capture begin', 'capture end') ORDER BY time_ns, rowid
