-- What other rules of placement would have done, one row for each rule and allocator.
SELECT v.run, CAST(d.chips AS INTEGER) AS device, v.kind, v.policy,
  sum(v.count) FILTER (WHERE verdict = 'placed as recorded') AS as_recorded,
  sum(v.count) FILTER (WHERE verdict = 'placed elsewhere') AS elsewhere,
  count(v.failure) AS failures,
  count(*) FILTER (WHERE verdict = 'failure gone') AS gone,
  count(*) FILTER (WHERE verdict = 'failure stays') AS stay,
  count(*) FILTER (WHERE verdict = 'new failure' AND failure_kind = 'oom') AS new_oom,
  count(*) FILTER (WHERE verdict = 'new failure' AND failure_kind = 'clash') AS new_clash,
  d.chips, d.mesh, v.handle
FROM verdict v LEFT JOIN device d ON d.run = v.run AND d.handle = v.handle
GROUP BY v.run, v.handle, v.kind, v.policy, d.chips, d.mesh HAVING sum(v.count)
ORDER BY v.run, v.handle, v.kind, min(v.rowid)
