-- What the ops of each group that --by names used at most, the groups that ran most often first.
-- keep: "by", peak_bytes
-- hide: captured, replayed, failed, time_ns, l1_small_bytes, headroom_bytes
SELECT run, grp AS "by", device, launches, peak_bytes, op, time_ns, buffer_bytes, l1_small_bytes,
  program_bytes, persistent_bytes, headroom_bytes, kernel_text_bytes, captured, replayed, failed,
  coalesce(consists_of, list) AS consists_of
FROM op_peaks ORDER BY run, launches DESC, peak_bytes DESC, grp, device
