-- Buffers in L1 by the module, or phase, in which they were allocated, largest first.
-- A buffer belongs to all that it was allocated in: own_bytes is the part of sum_bytes that is in no
-- module inside. Without a name: what was allocated in none. most_bytes: the most that were live at
-- once; left_bytes: what was never freed (as in `leaks`).
-- keep: module, most_bytes
-- hide: run
WITH placed AS MATERIALIZED (SELECT b.run, b.device, b.kind, b.alloc_ns, b.free_ns, b.bytes_per_core,
  b.reason, m.path FROM l1_buffers b
  LEFT JOIN marked m ON m.what = 'buffer' AND m.run = b.run AND m.time_ns = b.alloc_ns),
step AS (
  SELECT run, device, kind, path, alloc_ns AS at, 1 AS n, bytes_per_core AS bytes,
    CASE WHEN reason NOT NULL THEN bytes_per_core ELSE 0 END AS left FROM placed
  UNION ALL
  SELECT run, device, kind, path, free_ns, 0, -bytes_per_core, 0 FROM placed WHERE free_ns NOT NULL),
held AS (SELECT s.*, m.name AS module, coalesce(m.own, 1) AS own,
  sum(bytes) OVER (PARTITION BY s.run, s.device, s.kind, m.name ORDER BY at, bytes
    ROWS UNBOUNDED PRECEDING) AS held
  FROM step s LEFT JOIN open_mark m ON m.run = s.run AND m.path = s.path)
SELECT h.run, h.module, max(c.passes) AS passes, h.device, h.kind, sum(h.n) AS count,
  sum(h.bytes) FILTER (WHERE h.n) AS sum_bytes,
  coalesce(sum(h.bytes) FILTER (WHERE h.n AND h.own), 0) AS own_bytes, max(h.held) AS most_bytes,
  max(h.bytes) AS largest_bytes, coalesce(sum(h.left), 0) AS left_bytes
FROM held h LEFT JOIN mark_called c ON c.run = h.run AND c.name = h.module
GROUP BY h.run, h.device, h.kind, h.module
ORDER BY h.run, most_bytes DESC, sum_bytes DESC, max(c.first_ns), h.module, h.device, h.kind;
