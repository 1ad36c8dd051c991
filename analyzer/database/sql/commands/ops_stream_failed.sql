-- When an op that failed did: as load_failed_ops.sql says.
SELECT max(time_ns) FROM failure
WHERE run = :run AND program = :program AND thread IS :thread AND time_ns <= :time_ns
