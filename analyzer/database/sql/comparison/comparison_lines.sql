-- Lines that made a pair of runs worse: failures, peaks, what more is held at them, leaks. Of
-- equal chips one.
SELECT what, name, measure, a, b, worse, callsite, file AS file_path, full_path, line
FROM (SELECT d.*, row_number() OVER (PARTITION BY d.what, d.name, d.measure, d.callsite
    ORDER BY d.worse DESC, d.device) AS nth
  FROM difference d WHERE d.pair = ?1 AND d.worse > 0 AND (d.what = 'failure'
    OR d.what = 'peak' AND d.measure = 'peak_bytes' OR d.what = 'leak' AND d.measure =
      'bytes_per_core'
    OR d.what = 'at peak' AND EXISTS (SELECT 1 FROM difference p WHERE p.pair = d.pair
      AND p.what = 'peak' AND p.measure = 'peak_bytes' AND p.worse > 0)))
WHERE nth = 1 ORDER BY CASE what WHEN 'failure' THEN 1 WHEN 'peak' THEN 2 WHEN 'leak' THEN 3 ELSE
  4 END,
  worse DESC, name, callsite
