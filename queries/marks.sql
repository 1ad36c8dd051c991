-- Phases that the program named: passes, times, ops, the peak of any core and the tightest headroom.
-- Passes of one name that overlap or nest count once; an unfinished one ends with the run.
-- keep: peak_bytes
-- tree: name
-- hide: longest_ns, last_ns, first_ns
WITH span AS (SELECT p.run, p.name, p.begin_ns, coalesce(p.end_ns, r.duration_ns + 1) AS until_ns,
  coalesce(p.end_ns, r.duration_ns) AS end_ns
  FROM phase p JOIN run r ON r.run = p.run WHERE p.kind = 'mark'),
begun AS (SELECT run, name, begin_ns, until_ns, end_ns, max(until_ns) OVER (PARTITION BY run, name
  ORDER BY begin_ns, until_ns ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_ns
  FROM span),
numbered AS (SELECT run, name, begin_ns, until_ns, end_ns, sum(before_ns IS NULL
  OR begin_ns >= before_ns) OVER (PARTITION BY run, name ORDER BY begin_ns, until_ns
  ROWS UNBOUNDED PRECEDING) AS pass FROM begun),
passes AS (SELECT run, name, pass, min(begin_ns) AS begin_ns, max(until_ns) AS until_ns,
  max(end_ns) AS end_ns FROM numbered GROUP BY run, name, pass),
-- how many ops began before each edge of a pass: the difference is the number in the pass
edge AS (SELECT run, min(time_ns) AS time_ns, NULL AS name, 0 AS side FROM op_row GROUP BY run, op
  UNION ALL SELECT run, begin_ns, name, -1 FROM passes
  UNION ALL SELECT run, until_ns, name, 1 FROM passes),
counted AS (SELECT run, name, side, sum(side = 0) OVER (PARTITION BY run ORDER BY time_ns, side = 0
  ROWS UNBOUNDED PRECEDING) AS before FROM edge),
launched AS (SELECT run, name, sum(side * before) AS ops FROM counted WHERE side != 0
  GROUP BY run, name),
found AS (SELECT run, name, max(peak_bytes) AS peak_bytes, min(headroom_bytes) AS headroom_bytes,
  max(ops) AS ops
  FROM (SELECT run, name, peak_bytes, headroom_bytes, NULL AS ops FROM mark_peak_shared
    UNION ALL SELECT run, name, NULL, NULL, ops FROM launched)
  GROUP BY run, name)
SELECT p.run, p.name, count(*) AS passes, min(p.begin_ns) AS first_ns, max(p.end_ns) AS last_ns,
  sum(p.end_ns - p.begin_ns) AS sum_ns, f.ops, f.peak_bytes, f.headroom_bytes,
  max(p.end_ns - p.begin_ns) AS longest_ns
FROM passes p JOIN found f ON f.run = p.run AND f.name IS p.name
GROUP BY p.run, p.name, f.ops, f.peak_bytes, f.headroom_bytes ORDER BY p.run, first_ns, p.name;
