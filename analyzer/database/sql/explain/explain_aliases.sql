-- Addresses of a program's aliases (regions that lie in buffers) that were placed during a call.
SELECT DISTINCT address FROM region
WHERE run = :run AND program = :program AND alias AND time_ns > :from_ns AND time_ns <= :time_ns
ORDER BY address
