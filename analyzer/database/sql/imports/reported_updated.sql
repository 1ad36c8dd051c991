-- How long after a run's begin a Unix time is; no row: no run had begun, or it had ended.
SELECT :updated_ns - wall_ns AS age_ns
FROM run
WHERE :updated_ns >= wall_ns AND :updated_ns - wall_ns <= duration_ns
ORDER BY run
LIMIT 1
