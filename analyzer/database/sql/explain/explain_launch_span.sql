-- The first and the last launch of a thread in a call.
SELECT min(time_ns) AS first_ns, max(time_ns) AS last_ns FROM op_shared
WHERE run = :run AND thread = :thread AND time_ns > :from_ns AND time_ns <= :time_ns
  AND kind IN ('launch', 'captured')
