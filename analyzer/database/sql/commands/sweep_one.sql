-- Of the traces of one run: the peak, the launch that had the least room left, and the first thing
-- that did not fit or, where all fitted, that the runtime refused.
WITH most AS (SELECT max(peak_bytes) AS peak_bytes, min(headroom_bytes) AS headroom_bytes
  FROM peak),
tightest AS (SELECT run, op, name, headroom_bytes FROM ops WHERE headroom_bytes NOT NULL
  ORDER BY headroom_bytes, run, time_ns, op, device LIMIT 1),
first AS (SELECT f.run, f.kind, c.op, c.callsite FROM failure f
  LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
  ORDER BY f.kind NOT IN ('oom', 'clash', 'too_big', 'config_too_big'), f.run, f.failure LIMIT 1)
SELECT m.peak_bytes, coalesce(t.headroom_bytes, m.headroom_bytes) AS headroom_bytes, t.op,
  t.name, f.kind AS failure, f.op AS failed_op, f.callsite, coalesce(f.run, t.run, 1) AS run,
  (SELECT r.cwd FROM run r WHERE r.run = coalesce(f.run, t.run, 1)) AS cwd
FROM most m LEFT JOIN tightest t LEFT JOIN first f
