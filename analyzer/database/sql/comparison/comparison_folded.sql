-- What differs in a pair of runs for people, the most important first: chips that are equal are
-- one row,
-- and of leaks that differ in bytes the count is beside them.
SELECT place, what, name, measure, a, b, note, times, callsite, count(DISTINCT device) AS chips,
  min(device) AS device, a_count, b_count
FROM (SELECT d.*, c.a AS a_count, c.b AS b_count FROM difference d
  LEFT JOIN difference c ON d.what = 'leak' AND c.pair = d.pair AND c.what = d.what
    AND c.device IS d.device AND c.name = d.name AND c.measure = 'count' AND d.measure <> 'count'
  WHERE d.pair = ?1 AND NOT (d.what = 'leak' AND d.measure = 'count' AND EXISTS (
    SELECT 1 FROM difference e WHERE e.pair = d.pair AND e.what = d.what AND e.device IS d.device
      AND e.name = d.name AND e.measure = 'bytes_per_core')))
GROUP BY place, what, name, measure, a, b, note, times, callsite, a_count, b_count
ORDER BY place, max(weight) DESC, what, name, measure, callsite, a, b
