-- What the ops of each pass of each mark used at most, in order of time.
-- An op belongs to all passes that it was launched in, or captured: it is theirs at each replay. op
-- and name are those of the fullest one. Without a name: what was launched in none.
-- tree: mark
-- keep: mark, pass, peak_bytes
-- hide: run, end_ns, begin_ns, time_ns, depth, captured, replayed, failed, l1_small_bytes
WITH used AS (
  SELECT run, device, coalesce(name, kind) AS name, op, time_ns, peak_bytes, buffer_bytes,
    l1_small_bytes, program_bytes, persistent_bytes, headroom_bytes, kernel_text_bytes,
    kind = 'launch' AS launches, kind = 'captured' AS captured, kind = 'replay' AS replayed,
    kind = 'failed' AS failed FROM ops
  UNION ALL
  SELECT run, device, name, op, time_ns, peak_bytes, buffer_bytes, l1_small_bytes, program_bytes,
    persistent_bytes, headroom_bytes, kernel_text_bytes, launches, captured, replayed, failed
  FROM op_replayed),
-- by the time at which it began, which for a replayed launch is that of its capture
placed AS MATERIALIZED (SELECT u.*, m.stretch_ns FROM used u
  LEFT JOIN marked m ON m.what = 'op' AND m.run = u.run AND m.time_ns =
    (SELECT min(o.time_ns) FROM op_row o WHERE o.run = u.run AND o.op = u.op)),
ranked AS (SELECT u.*, o.place, row_number() OVER (PARTITION BY u.run, u.device, o.place
    ORDER BY u.peak_bytes IS NULL, u.peak_bytes DESC, u.time_ns, u.op) AS best,
  min(headroom_bytes) OVER in_pass AS grp_least_bytes,
  max(kernel_text_bytes) OVER in_pass AS grp_text_bytes,
  sum(launches) OVER in_pass AS grp_launches, sum(captured) OVER in_pass AS grp_captured,
  sum(replayed) OVER in_pass AS grp_replayed, sum(failed) OVER in_pass AS grp_failed
  FROM placed u LEFT JOIN open_pass o ON o.run = u.run AND o.stretch_ns = u.stretch_ns
  WINDOW in_pass AS (PARTITION BY u.run, u.device, o.place))
SELECT r.run, p.mark, p.pass, r.device, r.grp_launches AS launches, r.peak_bytes, r.time_ns,
  r.buffer_bytes, r.l1_small_bytes, r.program_bytes, r.grp_least_bytes AS headroom_bytes, r.op,
  r.name, r.persistent_bytes, r.grp_text_bytes AS kernel_text_bytes, r.grp_captured AS captured,
  r.grp_replayed AS replayed, r.grp_failed AS failed, p.begin_ns, p.end_ns, p.depth
FROM ranked r LEFT JOIN mark_pass p ON p.run = r.run AND p.place = r.place
WHERE r.best = 1 ORDER BY r.run, r.place, r.device;
