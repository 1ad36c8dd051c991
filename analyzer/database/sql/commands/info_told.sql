-- What the recorder said, to be found by run; the views look at all runs at once.
CREATE TEMP TABLE told AS
SELECT run, CASE code WHEN 1 THEN 'no hook' WHEN 2 THEN 'unknown' ELSE 'refusals' END AS what, a, b,
  text, 0 AS nth FROM note WHERE code IN (1, 2, 7)
UNION ALL SELECT run, 'unknown', NULL, NULL, text, 1 FROM not_known
UNION ALL SELECT run, 'not recorded', NULL, NULL, text, nth FROM not_recorded;
CREATE INDEX temp.told_of ON told (run, what);
