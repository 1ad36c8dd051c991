-- What differs between two runs: peaks, ops by name, leaks by call site, failures, free space.
-- `worse` says by how much the second run is worse; 0: neither better nor worse.
WITH pair(a, b) AS (SELECT min(run), max(run) FROM run),
measure(run, what, device, name, measure, value, sign) AS (
  SELECT run, 'peak', device, 'opening ' || nth, m.column1,
    CASE m.column1 WHEN 'peak_bytes' THEN peak_bytes WHEN 'headroom_bytes' THEN headroom_bytes
      WHEN 'usable_bytes' THEN usable_bytes END, m.column2
  FROM (SELECT run, device, dense_rank() OVER (PARTITION BY run, device ORDER BY opening) AS nth,
      max(peak_bytes) AS peak_bytes, min(headroom_bytes) AS headroom_bytes,
      max(capacity_bytes - reserved_bytes) AS usable_bytes
    FROM peak GROUP BY run, device, opening),
    (VALUES ('peak_bytes', 1), ('headroom_bytes', -1), ('usable_bytes', -1)) AS m
  UNION ALL
  SELECT run, 'op', device, name, m.column1,
    CASE m.column1 WHEN 'launches' THEN launches WHEN 'peak_bytes' THEN peak_bytes
      WHEN 'program_bytes' THEN program_bytes WHEN 'headroom_bytes' THEN headroom_bytes
      WHEN 'kernel_text_bytes' THEN kernel_text_bytes END, m.column2
  FROM (SELECT run, device, grp AS name, launches + replayed AS launches, peak_bytes, program_bytes,
      headroom_bytes, kernel_text_bytes FROM op_peaks),
    (VALUES ('launches', 0), ('peak_bytes', 1), ('program_bytes', 1), ('headroom_bytes', -1),
      ('kernel_text_bytes', 1)) AS m
  UNION ALL
  SELECT run, 'leak', device, kind || ', ' || reason || ', ' || coalesce(callsite, 'unknown'),
    m.column1, CASE m.column1 WHEN 'count' THEN count ELSE bytes_per_core END, 1
  FROM (SELECT run, device, kind, reason, callsite, count(*) AS count,
      sum(bytes_per_core) AS bytes_per_core
    FROM leaks WHERE kind IN ('l1', 'l1_small') GROUP BY run, device, kind, reason, callsite),
    (VALUES ('count'), ('bytes_per_core')) AS m
  UNION ALL
  SELECT run, 'failure', device, kind, 'count', count(*), 1 FROM failures GROUP BY run, device, kind
  UNION ALL
  SELECT run, 'free space', device, kind || ', opening ' || dense_rank() OVER
      (PARTITION BY run, device, kind ORDER BY handle), 'largest_free_bytes',
    min(largest_free_bytes), -1
  FROM l1_frag GROUP BY run, device, kind, handle
),
sides(what, device, name, measure, sign, a, b) AS (
  SELECT what, device, name, measure, max(sign), max(value) FILTER (WHERE run = pair.a),
    max(value) FILTER (WHERE run = pair.b)
  FROM measure, pair WHERE run IN (pair.a, pair.b) GROUP BY what, device, name, measure
),
-- a leak or failure of one run only has the count 0 in the other
filled AS (
  SELECT what, device, name, measure, sign,
    CASE WHEN what IN ('leak', 'failure') THEN coalesce(a, 0) ELSE a END AS a,
    CASE WHEN what IN ('leak', 'failure') THEN coalesce(b, 0) ELSE b END AS b,
    what NOT IN ('leak', 'failure') AND max(a) OVER (PARTITION BY what, device, name) IS NULL
      AS no_a,
    what NOT IN ('leak', 'failure') AND max(b) OVER (PARTITION BY what, device, name) IS NULL
      AS no_b
  FROM sides
)
SELECT what, device, name, measure, a, b, b - a AS change,
  round(100.0 * (b - a) / nullif(a, 0), 2) AS change_percent, sign * (b - a) AS worse,
  CASE WHEN no_a THEN 'only in the second' WHEN no_b THEN 'only in the first'
    WHEN a IS NULL THEN 'not known in the first' WHEN b IS NULL THEN 'not known in the second'
    END AS note
FROM filled
-- what only one run has needs one row only
WHERE a IS NOT b AND (NOT (no_a OR no_b) OR measure IN ('peak_bytes', 'largest_free_bytes'))
ORDER BY CASE what WHEN 'failure' THEN 1 WHEN 'peak' THEN 2 WHEN 'op' THEN 3 WHEN 'leak' THEN 4
  ELSE 5 END, device, name, measure;
