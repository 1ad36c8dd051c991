-- What was never freed, by where it was allocated: what the table form of `leaks` shows.
-- A leak on several chips counts once: bytes_per_core are those of the chip that lost most,
-- size_bytes those of all chips. last_use: op, or the host, that used one of them last; several: it is
-- not the same of all.
-- keep: bytes_per_core, callsite, tensor
-- hide: last_use_op, last_use_callsite
WITH RECURSIVE one AS (
  SELECT run, device, chips, kind, reason, name, callsite, count(*) AS count,
    sum(bytes_per_core) AS bytes_per_core, sum(size_bytes) AS size_bytes, min(alloc_ns) AS first_ns,
    max(alloc_ns) AS last_ns, min(held) AS tensor, max(held) AS last_tensor,
    count(held) AS tensors, min(last_use) AS last_use, max(last_use) AS other_use,
    count(last_use) AS uses_known, max(last_use_op) AS last_use_op,
    min(coalesce(last_use_callsite, '')) AS last_site,
    max(coalesce(last_use_callsite, '')) AS other_site,
    dense_rank() OVER (ORDER BY run, kind, reason, name, callsite) AS leak
  FROM (SELECT *, coalesce(variable || ' ' || tensor, variable, tensor) AS held FROM l1_leaks)
  GROUP BY run, device, chips, kind, reason, name, callsite),
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
  max(o.last_ns) AS last_alloc_ns, o.name, o.callsite, min(l.chips) AS chips,
  min(o.tensor) || iif(min(o.tensor) = max(o.last_tensor) AND sum(o.tensors) = sum(o.count), '',
    ' and others') AS tensor,
  iif(min(o.last_use) = max(o.other_use) AND sum(o.uses_known) = sum(o.count), min(o.last_use),
    iif(sum(o.uses_known), 'several', NULL)) AS last_use,
  iif(min(o.last_site) = max(o.other_site), nullif(min(o.last_site), ''), NULL)
    AS last_use_callsite, max(o.last_use_op) AS last_use_op
FROM one o LEFT JOIN listed l USING (leak)
GROUP BY o.run, o.kind, o.reason, o.callsite, o.name
ORDER BY o.run, 6 DESC, o.kind, o.reason, o.name, o.callsite;
