-- What differs between two runs, by name: peaks, phases, ops, leaks, failures, free space.
-- `worse` says by how much the second run is worse; 0: neither better nor worse. `l1analyze diff` also
-- matches ops in their order, and call sites of two checkouts.
WITH pair(a, b) AS (SELECT min(run), max(run) FROM run),
signs(measure, sign) AS (VALUES ('peak_bytes', 1), ('program_bytes', 1), ('kernel_text_bytes', 1),
  ('bytes_per_core', 1), ('count', 1), ('headroom_bytes', -1), ('usable_bytes', -1),
  ('largest_free_bytes', -1), ('launches', 0)),
measure(run, what, device, name, measure, value) AS (
  SELECT run, what, device, name, measure, value FROM figures
  UNION ALL
  SELECT run, 'leak', device, kind || ', ' || reason || ', ' || coalesce(callsite, 'unknown'),
    m.column1, CASE m.column1 WHEN 'count' THEN count ELSE bytes_per_core END
  FROM (SELECT run, device, kind, reason, callsite, count(*) AS count,
      sum(bytes_per_core) AS bytes_per_core
    FROM leaks WHERE kind IN ('l1', 'l1_small') GROUP BY run, device, kind, reason, callsite),
    (VALUES ('count'), ('bytes_per_core')) AS m
),
sides(what, device, name, measure, a, b) AS (
  SELECT what, device, name, measure, max(value) FILTER (WHERE run = pair.a),
    max(value) FILTER (WHERE run = pair.b)
  FROM measure, pair WHERE run IN (pair.a, pair.b) GROUP BY what, device, name, measure
),
-- a leak or failure of one run only has the count 0 in the other
filled AS (
  SELECT what, device, name, measure,
    CASE WHEN what IN ('leak', 'failure') THEN coalesce(a, 0) ELSE a END AS a,
    CASE WHEN what IN ('leak', 'failure') THEN coalesce(b, 0) ELSE b END AS b,
    what NOT IN ('leak', 'failure') AND max(a) OVER (PARTITION BY what, device, name) IS NULL
      AS no_a,
    what NOT IN ('leak', 'failure') AND max(b) OVER (PARTITION BY what, device, name) IS NULL
      AS no_b
  FROM sides
)
SELECT what, device, name, f.measure, a, b, b - a AS change,
  round(100.0 * (b - a) / nullif(a, 0), 2) AS change_percent, s.sign * (b - a) AS worse,
  CASE WHEN no_a THEN 'only in the second' WHEN no_b THEN 'only in the first'
    WHEN a IS NULL THEN 'not known in the first' WHEN b IS NULL THEN 'not known in the second'
    END AS note
FROM filled f JOIN signs s ON s.measure = f.measure
-- what only one run has needs one row only
WHERE a IS NOT b AND (NOT (no_a OR no_b) OR f.measure IN ('peak_bytes', 'largest_free_bytes'))
ORDER BY CASE what WHEN 'failure' THEN 1 WHEN 'peak' THEN 2 WHEN 'op' THEN 3 WHEN 'leak' THEN 4
  WHEN 'phase' THEN 5 ELSE 6 END, device, name, f.measure;
