-- The fullest op of each function with all that it calls, the fullest first; of those that are as
-- full the one that calls most.
-- keep: "by", peak_bytes
-- hide: consists_of, name, captured, replayed, failed, time_ns, l1_small_bytes, headroom_bytes
SELECT run, grp AS "by", device, launches, peak_bytes, op, time_ns, buffer_bytes, l1_small_bytes,
  program_bytes, persistent_bytes, headroom_bytes, captured, replayed, failed, name,
  list AS consists_of
FROM op_peaks
ORDER BY run, peak_bytes DESC, launches + captured + replayed + failed DESC, grp, device
