-- What was never freed in several runs: what is equal but for its times in one row, with its ranks.
-- bytes_per_core, size_bytes and count are those of each of these runs.
-- keep: ranks, bytes_per_core, callsite, tensor
-- hide: last_use_callsite
WITH numbered AS MATERIALIZED (SELECT l.*, r.rank, r.rank IS NULL AS unranked,
  dense_rank() OVER (ORDER BY device, kind, reason, count, bytes_per_core, size_bytes, name,
    callsite, chips, tensor, last_use, last_use_callsite) AS same
  FROM leaked_groups l JOIN run r ON r.run = l.run),
listed AS (SELECT *, group_concat(rank) OVER by_rank AS ranks,
  group_concat(run) OVER by_run AS runs,
  row_number() OVER (PARTITION BY same, unranked ORDER BY run) AS nth
  FROM numbered
  WINDOW by_rank AS (PARTITION BY same, unranked ORDER BY rank, run
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),
  by_run AS (PARTITION BY same, unranked ORDER BY run
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))
SELECT ranks, runs, device, kind, reason, count, bytes_per_core, size_bytes, first_alloc_ns,
  last_alloc_ns, name, callsite, chips, tensor, last_use, last_use_callsite
FROM listed WHERE nth = 1 ORDER BY bytes_per_core DESC, run, same
