-- Buffers in L1 by call site and operation, largest first.
-- How many, their bytes per core together, the most that were live at once, and those that were
-- never freed (as in `leaks`). tensor: what they hold, or how many kinds.
-- keep: most_bytes, callsite
-- line: tensor
WITH step AS (
  SELECT run, device, kind, name, callsite, alloc_ns AS at, 1 AS n, bytes_per_core AS bytes,
    CASE WHEN reason NOT NULL THEN bytes_per_core ELSE 0 END AS left, tensor
  FROM l1_buffers
  UNION ALL
  SELECT run, device, kind, name, callsite, free_ns, 0, -bytes_per_core, 0, NULL FROM l1_buffers
  WHERE free_ns NOT NULL),
held AS (SELECT *, sum(bytes) OVER (PARTITION BY run, device, kind, name, callsite ORDER BY at, bytes
  ROWS UNBOUNDED PRECEDING) AS held FROM step)
SELECT run, device, kind, sum(n) AS count, sum(bytes) FILTER (WHERE n) AS sum_bytes,
  max(held) AS most_bytes, max(bytes) AS largest_bytes, coalesce(sum(left), 0) AS left_bytes, name,
  callsite,
  iif(count(DISTINCT tensor) > 1, count(DISTINCT tensor) || ' kinds',
    min(tensor) || iif(count(tensor) = sum(n), '', ' and others')) AS tensor
FROM held GROUP BY run, device, kind, name, callsite
ORDER BY run, most_bytes DESC, sum_bytes DESC, device, kind, name, callsite;
