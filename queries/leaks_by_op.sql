-- What was never freed, by the operation that allocated it.
SELECT run, device, kind, reason, count(*) AS count, sum(bytes_per_core) AS bytes_per_core,
  sum(size_bytes) AS size_bytes, min(alloc_ns) AS first_alloc_ns, max(alloc_ns) AS last_alloc_ns,
  name, count(DISTINCT callsite) AS callsites, chips
FROM l1_leaks
GROUP BY run, device, chips, kind, reason, name ORDER BY run, sum(bytes_per_core) DESC;
