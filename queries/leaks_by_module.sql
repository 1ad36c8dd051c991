-- What was never freed, by the module, or phase, in which it was allocated.
-- A buffer belongs to all that it was allocated in: own_bytes are those of no module inside. Without a
-- name: what was allocated in none. A leak on several chips counts once: bytes_per_core are those of
-- the chip that lost most, size_bytes those of all chips.
-- keep: module
-- hide: run, last_alloc_ns, first_alloc_ns, callsites
WITH RECURSIVE placed AS MATERIALIZED (SELECT l.*, m.path FROM l1_leaks l
  LEFT JOIN marked m ON m.what = 'buffer' AND m.run = l.run AND m.time_ns = l.alloc_ns),
one AS (
  SELECT l.run, l.device, l.chips, l.kind, l.reason, m.name AS module, count(*) AS count,
    sum(l.bytes_per_core) AS bytes_per_core, sum(l.size_bytes) AS size_bytes,
    sum(l.bytes_per_core) FILTER (WHERE coalesce(m.own, 1)) AS own_bytes,
    min(l.alloc_ns) AS first_ns, max(l.alloc_ns) AS last_ns,
    dense_rank() OVER (ORDER BY l.run, l.kind, l.reason, m.name) AS leak
  FROM placed l LEFT JOIN open_mark m ON m.run = l.run AND m.path = l.path
  GROUP BY l.run, l.device, l.chips, l.kind, l.reason, m.name),
site AS (
  SELECT l.run, l.kind, l.reason, m.name AS module, count(DISTINCT l.callsite) AS callsites
  FROM placed l LEFT JOIN open_mark m ON m.run = l.run AND m.path = l.path
  GROUP BY l.run, l.kind, l.reason, m.name),
split(chips, chip, rest) AS (
  SELECT DISTINCT chips, NULL, chips || ',' FROM one
  UNION ALL SELECT chips, CAST(rest AS INTEGER), substr(rest, instr(rest, ',') + 1) FROM split
  WHERE rest != ''),
chip AS (
  SELECT leak, chip, sum(bytes_per_core) AS bytes, sum(own_bytes) AS own_bytes
  FROM one JOIN split USING (chips) WHERE chip NOT NULL
  GROUP BY leak, chip),
listed AS (SELECT leak, min(chips) AS chips, max(bytes) AS bytes, max(own_bytes) AS own_bytes
  FROM (SELECT leak, bytes, own_bytes, group_concat(chip, ',') OVER (PARTITION BY leak ORDER BY chip
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS chips FROM chip)
  GROUP BY leak)
SELECT o.run, o.module, max(c.passes) AS passes,
  CASE WHEN min(o.device) = max(o.device) THEN min(o.device) END AS device, o.kind,
  o.reason, sum(o.count) AS count, coalesce(min(l.bytes), sum(o.bytes_per_core)) AS bytes_per_core,
  coalesce(min(l.own_bytes), sum(o.own_bytes), 0) AS own_bytes,
  sum(o.size_bytes) AS size_bytes, min(o.first_ns) AS first_alloc_ns,
  max(o.last_ns) AS last_alloc_ns, min(s.callsites) AS callsites, min(l.chips) AS chips
FROM one o JOIN site s ON s.run = o.run AND s.kind = o.kind AND s.reason = o.reason
  AND s.module IS o.module
LEFT JOIN listed l USING (leak)
LEFT JOIN mark_called c ON c.run = o.run AND c.name = o.module
GROUP BY o.run, o.kind, o.reason, o.module
ORDER BY o.run, 8 DESC, max(c.first_ns), o.module, o.kind, o.reason;
