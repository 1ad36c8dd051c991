-- What the fullest cores of a pair of runs hold at their peaks, and differs, by who took it.
INSERT INTO difference WITH run_pair AS (SELECT pair, a, b FROM compared_pair WHERE pair = ?1),
held AS (SELECT h.run, h.part, h.owner, s.site_key, sum(h.bytes_per_core) AS bytes, count(*) AS
  count,
    max(h.variable) AS variable, max(s.callsite) AS callsite
  FROM run_pair p JOIN peak_held h ON h.run IN (p.a, p.b)
  LEFT JOIN compared_site s ON s.run = h.run AND s.callsite = h.callsite
  GROUP BY h.run, h.part, h.owner, s.site_key),
sides AS (SELECT p.pair, h.part, h.owner, coalesce(sum(h.bytes) FILTER (WHERE h.run = p.a), 0) AS a,
    coalesce(sum(h.bytes) FILTER (WHERE h.run = p.b), 0) AS b,
    coalesce(sum(h.count) FILTER (WHERE h.run = p.a), 0) AS a_count,
    coalesce(sum(h.count) FILTER (WHERE h.run = p.b), 0) AS b_count,
    max(h.variable) FILTER (WHERE h.run = p.a) AS a_variable,
    max(h.variable) FILTER (WHERE h.run = p.b) AS b_variable,
    max(h.callsite) FILTER (WHERE h.run = p.a) AS a_site, max(h.callsite) FILTER (WHERE h.run =
      p.b) AS b_site,
    p.a AS a_run, p.b AS b_run
  FROM run_pair p JOIN held h GROUP BY p.pair, h.part, h.owner, h.site_key, p.a, p.b)
SELECT d.pair, 3, 'at peak', NULL,
  coalesce(iif(d.part = 'program', 'program of ', '') || d.owner, d.part)
    || coalesce(' ' || coalesce(d.b_variable, d.a_variable), ''),
  d.part || '_bytes', d.a, d.b, d.b - d.a,
  iif(d.part = 'program' OR d.a_count = d.b_count, NULL,
    d.a_count || ' -> ' || d.b_count || iif(d.b_count = 1, ' buffer', ' buffers')),
  iif(d.part = 'program', 1, max(d.a_count, d.b_count)), NULL, s.site, s.file, s.full_path,
    s.line, abs(d.b - d.a)
FROM sides d LEFT JOIN compared_site s ON s.run = iif(d.b_site IS NULL, d.a_run, d.b_run)
  AND s.callsite = coalesce(d.b_site, d.a_site)
WHERE d.a <> d.b
