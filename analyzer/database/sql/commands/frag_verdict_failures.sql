-- Which rules of placement would have avoided each failure.
SELECT v.run, v.failure, v.failure_kind, CAST(d.chips AS INTEGER) AS device, v.time_ns,
  max(v.need_bytes) AS need_bytes, max(v.region_end) AS region_end,
  coalesce(group_concat(v.policy, ' ') FILTER (WHERE verdict = 'failure gone'), '-') AS gone_under,
  v.kind, d.chips, c.callsite
FROM verdict v LEFT JOIN device d ON d.run = v.run AND d.handle = v.handle
  LEFT JOIN callsite c ON c.run = v.run AND c.id = v.callsite
WHERE v.failure NOT NULL
GROUP BY v.run, v.failure, v.failure_kind, d.chips, v.time_ns, v.kind, c.callsite
ORDER BY v.run, v.failure
