-- Buffers in L1 by operation, largest first.
-- How many, their bytes per core together, the most that were live at once, and those that were
-- never freed (as in `leaks`).
WITH step AS (
  SELECT run, device, kind, name, alloc_ns AS at, 1 AS n, bytes_per_core AS bytes,
    CASE WHEN reason NOT NULL THEN bytes_per_core ELSE 0 END AS left
  FROM l1_buffers
  UNION ALL
  SELECT run, device, kind, name, free_ns, 0, -bytes_per_core, 0 FROM l1_buffers
  WHERE free_ns NOT NULL),
held AS (SELECT *, sum(bytes) OVER (PARTITION BY run, device, kind, name ORDER BY at, bytes
  ROWS UNBOUNDED PRECEDING) AS held FROM step)
SELECT run, device, kind, sum(n) AS count, sum(bytes) FILTER (WHERE n) AS sum_bytes,
  max(held) AS most_bytes, max(bytes) AS largest_bytes, coalesce(sum(left), 0) AS left_bytes, name
FROM held GROUP BY run, device, kind, name
ORDER BY run, most_bytes DESC, sum_bytes DESC, device, kind, name;
