-- How many hooks there are, and how many of them work, are defined and are reached; what cannot be
-- recorded without the others.
SELECT count(*) AS "all", sum(works) AS works, sum(defined_in NOT NULL) AS defined,
  sum(reached_from NOT NULL) AS reached,
  count(DISTINCT iif(works, NULL, hook LIKE 'track_%')) FILTER (WHERE essential) AS lost,
  group_concat(hook, ', ') FILTER (WHERE defined_in NOT NULL AND NOT works) AS broken,
  max(iif(hook = 'enqueue_mesh_workload', 'launches', 'buffers'))
    FILTER (WHERE NOT works AND essential) AS lost_what
FROM (SELECT * FROM hook_check ORDER BY id)
