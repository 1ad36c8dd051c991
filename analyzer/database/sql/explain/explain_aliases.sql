-- Addresses of a program's aliases that were placed in a call.
SELECT DISTINCT address FROM region
WHERE run = :run AND program = :program AND alias AND time_ns > :from_ns AND time_ns <= :time_ns
ORDER BY address
