-- How many ops, allocations and failures came after a failure, each counted up to :most, and how
-- the run ended.
SELECT (SELECT count(*) FROM (SELECT DISTINCT op FROM op_shared WHERE run = :run
    AND time_ns > :time_ns
    AND kind <> 'failed' LIMIT :most)) AS ops,
  (SELECT count(*) FROM (SELECT 1 FROM buffer WHERE run = :run AND alloc_ns > :time_ns
    LIMIT :most)) AS buffers,
  (SELECT count(*) FROM (SELECT 1 FROM failure WHERE run = :run AND failure > :failure
    LIMIT :most)) AS failures,
  ended
FROM run WHERE run = :run
