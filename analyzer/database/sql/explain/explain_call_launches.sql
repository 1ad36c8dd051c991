-- The launches of a device in a call, and where their regions end.
SELECT min(moment) AS moment, min(time_ns) AS time_ns, max(program_end) AS "end" FROM op_shared
WHERE run = :run AND handle = :handle AND time_ns > :from_ns AND time_ns <= :time_ns
  AND kind IN ('launch', 'captured') AND program_end NOT NULL
GROUP BY op ORDER BY op LIMIT :most
