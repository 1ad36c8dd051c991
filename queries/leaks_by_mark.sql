-- What was never freed, by the pass of each mark in which it was allocated, in order of time.
-- A buffer belongs to all passes that it was allocated in: own_bytes are those of no pass inside.
-- Without a name: what was allocated in none. A leak on several chips counts once: bytes_per_core
-- are those of the chip that lost most, size_bytes those of all chips.
-- tree: mark
-- keep: mark, pass
-- hide: run, end_ns, begin_ns, last_alloc_ns, first_alloc_ns, depth, callsites
WITH RECURSIVE placed AS MATERIALIZED (SELECT l.*, o.place, coalesce(o.own, 1) AS own
  FROM l1_leaks l
  LEFT JOIN marked m ON m.what = 'buffer' AND m.run = l.run AND m.time_ns = l.alloc_ns
  LEFT JOIN open_pass o ON o.run = m.run AND o.stretch_ns = m.stretch_ns),
one AS (
  SELECT run, device, chips, kind, reason, place, count(*) AS count,
    sum(bytes_per_core) AS bytes_per_core, sum(size_bytes) AS size_bytes,
    sum(bytes_per_core) FILTER (WHERE own) AS own_bytes, min(alloc_ns) AS first_ns,
    max(alloc_ns) AS last_ns, dense_rank() OVER (ORDER BY run, kind, reason, place) AS leak
  FROM placed GROUP BY run, device, chips, kind, reason, place),
site AS (
  SELECT run, kind, reason, place, count(DISTINCT callsite) AS callsites
  FROM placed GROUP BY run, kind, reason, place),
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
  GROUP BY leak),
sums AS (SELECT o.run, o.place,
  CASE WHEN min(o.device) = max(o.device) THEN min(o.device) END AS device, o.kind, o.reason,
  sum(o.count) AS count, coalesce(min(l.bytes), sum(o.bytes_per_core)) AS bytes_per_core,
  coalesce(min(l.own_bytes), sum(o.own_bytes), 0) AS own_bytes, sum(o.size_bytes) AS size_bytes,
  min(o.first_ns) AS first_alloc_ns, max(o.last_ns) AS last_alloc_ns, min(s.callsites) AS callsites,
  min(l.chips) AS chips
  FROM one o JOIN site s ON s.run = o.run AND s.kind = o.kind AND s.reason = o.reason
    AND s.place IS o.place
  LEFT JOIN listed l USING (leak)
  GROUP BY o.run, o.kind, o.reason, o.place)
SELECT s.run, p.mark, p.pass, s.device, s.kind, s.reason, s.count, s.bytes_per_core, s.own_bytes,
  s.size_bytes, s.first_alloc_ns, s.last_alloc_ns, s.callsites, s.chips, p.begin_ns, p.end_ns,
  p.depth
FROM sums s LEFT JOIN mark_pass p ON p.run = s.run AND p.place = s.place
ORDER BY s.run, s.place, s.kind, s.reason;
