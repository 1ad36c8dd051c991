-- Buffers that nothing uses any more, at the fullest moment that holds any, of each run.
-- They are grouped by where they were allocated, last used and freed, largest first.
-- keep: bytes_per_core
WITH worst AS (
  SELECT run, opening, time_ns, row_number() OVER (PARTITION BY run
    ORDER BY total_bytes DESC, opening, time_ns) AS nth FROM dead_held WHERE dead_bytes > 0)
SELECT d.run, d.device, d.kind, count(*) AS count, sum(d.bytes) AS bytes_per_core,
  max(d.dead_ops) AS dead_ops, d.callsite, d.last_use, d.last_use_callsite, d.freed, d.free_callsite,
  d.name AS made_by, max(d.last_use_op) AS last_use_op, max(d.dead_ns) AS dead_ns,
  min(d.held) || iif(min(d.held) = max(d.held) AND count(d.held) = count(*), '', ' and others') AS tensor
FROM worst w JOIN (SELECT *, coalesce(variable || ' ' || tensor, variable, tensor) AS held FROM dead) d
  ON d.run = w.run AND d.opening = w.opening AND d.from_ns < w.time_ns
  AND (d.to_ns IS NULL OR d.to_ns > w.time_ns)
WHERE w.nth = 1
GROUP BY d.run, d.device, d.kind, d.name, d.last_use, d.freed, d.callsite, d.last_use_callsite,
  d.free_callsite
ORDER BY d.run, sum(d.bytes) DESC, d.kind, d.name, d.last_use, d.freed, d.callsite,
  d.last_use_callsite, d.free_callsite;
