-- The figures of a pair of runs that differ. A leak or failure of one run only has the count 0
-- in the
-- other; what else only one run has is one row.
INSERT INTO difference WITH run_pair AS (SELECT pair, a, b FROM compared_pair WHERE pair = ?1),
signs(measure, sign) AS (VALUES ('peak_bytes', 1), ('program_bytes', 1), ('kernel_text_bytes', 1),
  ('bytes_per_core', 1), ('count', 1), ('headroom_bytes', -1), ('usable_bytes', -1),
  ('largest_free_bytes', -1), ('launches', 0)),
places(what, place) AS (VALUES ('failure', 1), ('peak', 2), ('op', 5), ('phase', 6), ('leak', 7),
  ('free space', 8)),
sides(what, device, name, measure, a, b, op, site) AS (
  SELECT f.what, f.device, f.name, f.measure, max(f.value) FILTER (WHERE f.run = p.a),
    max(f.value) FILTER (WHERE f.run = p.b), max(f.op) FILTER (WHERE f.run = p.b),
    max(f.callsite) FILTER (WHERE f.run = p.b)
  FROM run_pair p JOIN figure f ON f.run IN (p.a, p.b)
  GROUP BY f.what, f.device, f.name, f.measure),
filled AS (
  SELECT what, device, name, measure, site,
    iif(what IN ('leak', 'failure'), coalesce(a, 0), a) AS a,
    iif(what IN ('leak', 'failure'), coalesce(b, 0), b) AS b,
    what NOT IN ('leak', 'failure') AND max(a) OVER (PARTITION BY what, device, name) IS NULL AS
      no_a,
    what NOT IN ('leak', 'failure') AND max(b) OVER (PARTITION BY what, device, name) IS NULL AS
      no_b
  FROM sides),
differs AS (SELECT * FROM filled
  WHERE a IS NOT b AND (NOT (no_a OR no_b) OR measure IN ('peak_bytes', 'largest_free_bytes'))),
-- of a leak or failure the line that has more of it now, or else the one that had it
had AS (SELECT y.what, y.name, y.device, t.line, sum(y.count) AS count
  FROM run_pair p JOIN figure_site y ON y.run = p.a
  JOIN compared_site t ON t.run = y.run AND t.callsite = y.callsite
  GROUP BY y.what, y.name, y.device, t.line),
lines AS (SELECT x.run, x.what, x.name, x.device, x.callsite, row_number() OVER
    (PARTITION BY x.run, x.what, x.name, x.device
    ORDER BY x.count - iif(x.run = p.b, coalesce(h.count, 0), 0) DESC, s.line DESC, s.site) AS nth
  FROM run_pair p JOIN figure_site x ON x.run IN (p.a, p.b)
  JOIN compared_site s ON s.run = x.run AND s.callsite = x.callsite
  LEFT JOIN had h ON h.what = x.what AND h.name = x.name AND h.device IS x.device AND h.line IS
    s.line),
sited AS (SELECT d.*, p.pair,
    coalesce(n.run, o.run, iif(d.what = 'peak', p.b, NULL)) AS site_run,
    coalesce(n.callsite, o.callsite, (SELECT t.callsite FROM compared_site t
      WHERE t.run = p.b AND t.site = d.site AND d.what = 'peak' LIMIT 1)) AS site_text
  FROM differs d JOIN run_pair p
  LEFT JOIN lines n ON n.nth = 1 AND n.run = p.b AND n.what = d.what AND n.name = d.name
    AND n.device IS d.device
  LEFT JOIN lines o ON o.nth = 1 AND o.run = p.a AND o.what = d.what AND o.name = d.name
    AND o.device IS d.device)
SELECT d.pair, l.place, d.what, d.device, d.name, d.measure, d.a, d.b, g.sign * (d.b - d.a),
  CASE WHEN no_a THEN 'only in the second' WHEN no_b THEN 'only in the first'
    WHEN d.a IS NULL THEN 'not known in the first' WHEN d.b IS NULL THEN 'not known in the second'
      END,
  NULL, NULL, coalesce(s.site, d.site), s.file, s.full_path, s.line, abs(coalesce(d.b - d.a, d.b,
    d.a, 0))
FROM sited d JOIN signs g ON g.measure = d.measure JOIN places l ON l.what = d.what
LEFT JOIN compared_site s ON s.run = d.site_run AND s.callsite = d.site_text
