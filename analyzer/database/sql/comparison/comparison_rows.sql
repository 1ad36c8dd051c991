-- What differs, the most important first.
-- keep: rank, a, b
-- hide: change_percent, worse, op, entry, times
SELECT d.what, d.device, d.name, d.measure, d.a, d.b, d.b - d.a AS change,
  round(100.0 * (d.b - d.a) / nullif(d.a, 0), 2) AS change_percent, d.worse, d.note, d.times, d.op,
  d.callsite, iif((SELECT max(stored) FROM compared_run)
    OR (SELECT count(*) FROM compared_pair) > 1,
    r.name, NULL) AS entry, coalesce(r.rank, f.rank) AS rank
FROM difference d JOIN compared_pair p ON p.pair = d.pair JOIN compared_run r ON r.run = p.b
JOIN compared_run f ON f.run = p.a
ORDER BY p.place, d.pair, d.place, iif(d.place = 5 OR d.place = 2, 0, d.weight) DESC, d.what,
  d.device,
  d.name,
  d.callsite, d.measure
