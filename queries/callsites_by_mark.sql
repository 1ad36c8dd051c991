-- Buffers in L1 by the pass of each mark in which they were allocated, in order of time.
-- A buffer belongs to all passes that it was allocated in: own_bytes is the part of sum_bytes that
-- is in no pass inside. Without a name: what was allocated in none. most_bytes: the most that were
-- live at once; left_bytes: what was never freed (as in `leaks`).
-- tree: mark
-- keep: mark, pass, most_bytes
-- hide: run, end_ns, begin_ns, depth
WITH placed AS MATERIALIZED (SELECT b.run, b.device, b.kind, b.alloc_ns, b.free_ns,
  b.bytes_per_core, b.reason, o.place, coalesce(o.own, 1) AS own FROM l1_buffers b
  LEFT JOIN marked m ON m.what = 'buffer' AND m.run = b.run AND m.time_ns = b.alloc_ns
  LEFT JOIN open_pass o ON o.run = m.run AND o.stretch_ns = m.stretch_ns),
step AS (
  SELECT run, device, kind, place, own, alloc_ns AS at, 1 AS n, bytes_per_core AS bytes,
    CASE WHEN reason NOT NULL THEN bytes_per_core ELSE 0 END AS left FROM placed
  UNION ALL
  SELECT run, device, kind, place, own, free_ns, 0, -bytes_per_core, 0 FROM placed
  WHERE free_ns NOT NULL),
held AS (SELECT *, sum(bytes) OVER (PARTITION BY run, device, kind, place ORDER BY at, bytes
  ROWS UNBOUNDED PRECEDING) AS held FROM step),
sums AS (SELECT run, device, kind, place, sum(n) AS count,
  sum(bytes) FILTER (WHERE n) AS sum_bytes,
  coalesce(sum(bytes) FILTER (WHERE n AND own), 0) AS own_bytes, max(held) AS most_bytes,
  max(bytes) AS largest_bytes, coalesce(sum(left), 0) AS left_bytes
  FROM held GROUP BY run, device, kind, place)
SELECT s.run, p.mark, p.pass, s.device, s.kind, s.count, s.sum_bytes, s.own_bytes, s.most_bytes,
  s.largest_bytes, s.left_bytes, p.begin_ns, p.end_ns, p.depth
FROM sums s LEFT JOIN mark_pass p ON p.run = s.run AND p.place = s.place
ORDER BY s.run, s.place, s.device, s.kind;
