-- What was never freed, by the operation that allocated it.
-- A leak on several chips counts once: bytes_per_core are those of the chip that lost most,
-- size_bytes those of all chips.
WITH RECURSIVE one AS (
  SELECT run, device, chips, kind, reason, name, count(*) AS count,
    sum(bytes_per_core) AS bytes_per_core, sum(size_bytes) AS size_bytes, min(alloc_ns) AS first_ns,
    max(alloc_ns) AS last_ns,
    dense_rank() OVER (ORDER BY run, kind, reason, name) AS leak
  FROM l1_leaks GROUP BY run, device, chips, kind, reason, name),
site AS (
  SELECT run, kind, reason, name, count(DISTINCT callsite) AS callsites
  FROM l1_leaks GROUP BY run, kind, reason, name),
split(chips, chip, rest) AS (
  SELECT DISTINCT chips, NULL, chips || ',' FROM one
  UNION ALL SELECT chips, CAST(rest AS INTEGER), substr(rest, instr(rest, ',') + 1) FROM split
  WHERE rest != ''),
chip AS (
  SELECT leak, chip, sum(bytes_per_core) AS bytes
  FROM one JOIN split USING (chips) WHERE chip NOT NULL
  GROUP BY leak, chip),
listed AS (SELECT leak, min(chips) AS chips, max(bytes) AS bytes
  FROM (SELECT leak, bytes, group_concat(chip, ',') OVER (PARTITION BY leak ORDER BY chip
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS chips FROM chip)
  GROUP BY leak)
SELECT o.run, CASE WHEN min(o.device) = max(o.device) THEN min(o.device) END AS device, o.kind,
  o.reason, sum(o.count) AS count, coalesce(min(l.bytes), sum(o.bytes_per_core)) AS bytes_per_core,
  sum(o.size_bytes) AS size_bytes, min(o.first_ns) AS first_alloc_ns,
  max(o.last_ns) AS last_alloc_ns, o.name, min(s.callsites) AS callsites, min(l.chips) AS chips
FROM one o JOIN site s ON s.run = o.run AND s.kind = o.kind AND s.reason = o.reason
  AND s.name IS o.name
LEFT JOIN listed l USING (leak)
GROUP BY o.run, o.kind, o.reason, o.name ORDER BY o.run, 6 DESC, o.kind, o.reason, o.name;
