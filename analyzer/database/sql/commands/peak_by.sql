-- The fullest op of each group that --by names, the fullest first.
-- keep: "by", peak_bytes
-- hide: name, captured, replayed, failed, time_ns, l1_small_bytes, headroom_bytes
SELECT run, grp AS "by", device, launches, peak_bytes, op, time_ns, buffer_bytes, l1_small_bytes,
  program_bytes, persistent_bytes, headroom_bytes, captured, replayed, failed, name,
  list AS consists_of
FROM op_peaks ORDER BY run, peak_bytes DESC, grp, device
