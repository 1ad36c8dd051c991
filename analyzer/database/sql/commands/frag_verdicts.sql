-- What other rules of placement would have done, one row for each verdict.
SELECT v.run, CAST(d.chips AS INTEGER) AS device, d.mesh, v.kind, v.policy, v.verdict, v.count,
  v.time_ns, v.failure_kind, v.failure, v.need_bytes, v.region_end, v.free_bytes,
  v.largest_free_bytes, v.lowest_buffer, v.op, s.text AS name, c.callsite, v.handle, d.chips
FROM verdict v LEFT JOIN device d ON d.run = v.run AND d.handle = v.handle
  LEFT JOIN string s ON s.run = v.run AND s.id = v.name
  LEFT JOIN callsite c ON c.run = v.run AND c.id = v.callsite
ORDER BY v.rowid
