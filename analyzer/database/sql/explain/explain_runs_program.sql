-- A row if the call launched this program.
SELECT 1 FROM op_shared
WHERE run = :run AND program = :program AND time_ns > :from_ns AND time_ns <= :time_ns LIMIT 1
