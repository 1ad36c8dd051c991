-- Buffers in L1 by where they were allocated, last used and freed: what the table form of `uses` shows.
-- Those that cost most after their last use (bytes times ops) are first. Buffers of the program
-- cache are left out.
-- keep: bytes_per_core
SELECT run, device, kind, count(*) AS count, max(bytes_per_core) AS bytes_per_core,
  max(dead_ops) AS dead_ops, callsite, last_use, last_use_callsite, freed, free_callsite, name AS made_by,
  sum(uses) AS uses, max(dead_ns) AS dead_ns, chips,
  min(held) || iif(min(held) = max(held) AND count(held) = count(*), '', ' and others') AS tensor
FROM (SELECT *, coalesce(variable || ' ' || tensor, variable, tensor) AS held FROM l1_uses)
WHERE freed <> 'owned by the program cache'
GROUP BY run, device, kind, name, last_use, freed, callsite, last_use_callsite, free_callsite, chips
ORDER BY run, sum(bytes_per_core * dead_ops) DESC, max(bytes_per_core) DESC, device, kind, name,
  last_use, freed, callsite, last_use_callsite, free_callsite;
