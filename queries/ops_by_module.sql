-- What the ops of each module, or phase, used at most, the fullest first.
-- An op belongs to all that it was launched in, or captured: it is theirs at each replay. op and name
-- are those of the fullest one. Without a name: what was launched in none.
-- keep: module, peak_bytes
-- hide: run, time_ns, captured, replayed, failed, l1_small_bytes, kernel_text_bytes
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
placed AS (SELECT u.*, m.path FROM used u
  LEFT JOIN marked m ON m.what = 'op' AND m.run = u.run AND m.time_ns =
    (SELECT min(o.time_ns) FROM op_row o WHERE o.run = u.run AND o.op = u.op)),
-- launches of one path first: there are few paths
together AS (SELECT *,
  row_number() OVER (PARTITION BY run, device, path
    ORDER BY peak_bytes IS NULL, peak_bytes DESC, time_ns, op) AS nth,
  min(headroom_bytes) OVER by_path AS least_bytes, max(kernel_text_bytes) OVER by_path AS most_text_bytes,
  sum(launches) OVER by_path AS all_launches, sum(captured) OVER by_path AS all_captured,
  sum(replayed) OVER by_path AS all_replayed, sum(failed) OVER by_path AS all_failed
  FROM placed WINDOW by_path AS (PARTITION BY run, device, path)),
ranked AS (SELECT t.*, m.name AS module,
  row_number() OVER (PARTITION BY t.run, t.device, m.name
    ORDER BY t.peak_bytes IS NULL, t.peak_bytes DESC, t.time_ns, t.op) AS best,
  min(least_bytes) OVER by_module AS grp_least_bytes, max(most_text_bytes) OVER by_module AS grp_text_bytes,
  sum(all_launches) OVER by_module AS grp_launches, sum(all_captured) OVER by_module AS grp_captured,
  sum(all_replayed) OVER by_module AS grp_replayed, sum(all_failed) OVER by_module AS grp_failed
  FROM together t LEFT JOIN open_mark m ON m.run = t.run AND m.path = t.path WHERE t.nth = 1
  WINDOW by_module AS (PARTITION BY t.run, t.device, m.name))
SELECT r.run, r.module, c.passes, r.device, r.grp_launches AS launches, r.peak_bytes, r.time_ns,
  r.buffer_bytes, r.l1_small_bytes, r.program_bytes, r.grp_least_bytes AS headroom_bytes, r.op, r.name,
  r.persistent_bytes, r.grp_text_bytes AS kernel_text_bytes, r.grp_captured AS captured,
  r.grp_replayed AS replayed, r.grp_failed AS failed
FROM ranked r LEFT JOIN mark_called c ON c.run = r.run AND c.name = r.module
WHERE r.best = 1 ORDER BY r.run, r.peak_bytes DESC, c.first_ns, r.module, r.device;
