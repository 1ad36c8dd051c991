-- What reports say beside what the trace has. In brief: no blocks that agree, and of a bank's
-- figures that agree only what is allocated.
-- hide: run, report, time_ns, agrees, note, chips, address, difference_bytes
-- keep: what, reported_bytes, recorded_bytes, program_bytes, total_bytes
SELECT r.run, r.device, r.scope, r.cores, r.kind, r.what, r.address, r.reported_bytes,
  r.recorded_bytes, r.difference_bytes, r.program_bytes, r.kernel_bytes, r.total_bytes, r.agrees,
  r.note, r.report, r.time_ns, r.chips
FROM reconciled r JOIN reconcile_shown s ON s.which = r.which
WHERE NOT s.brief OR r.agrees IS NOT 1 OR (r.scope <> 'block'
  AND r.what NOT IN ('allocatable', 'free', 'largest free'))
ORDER BY r.which, CASE r.scope WHEN 'bank' THEN 0 WHEN 'device' THEN 1 WHEN 'chip' THEN 2
  WHEN 'process' THEN 3 WHEN 'block' THEN 4 ELSE 5 END, r.rowid
