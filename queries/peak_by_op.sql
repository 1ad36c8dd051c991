-- The peak of each op, the fullest first; a captured launch runs at each replay.
-- keep: peak_bytes
SELECT run, name, device, launches, peak_bytes, op, time_ns, buffer_bytes, l1_small_bytes,
  program_bytes, persistent_bytes, headroom_bytes, captured, replayed, failed, consists_of
FROM op_peaks ORDER BY run, peak_bytes DESC, grp, device;
