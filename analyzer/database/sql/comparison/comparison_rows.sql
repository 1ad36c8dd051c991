-- What differs, the most important first.
-- keep: a, b
-- hide: change_percent, worse, op, entry, times
SELECT d.what, d.device, d.name, d.measure, d.a, d.b, d.b - d.a AS change,
  round(100.0 * (d.b - d.a) / nullif(d.a, 0), 2) AS change_percent, d.worse, d.note, d.times, d.op,
  d.callsite, iif((SELECT max(stored) FROM compared_run), r.name, NULL) AS entry
FROM difference d JOIN compared_pair p ON p.pair = d.pair JOIN compared_run r ON r.run = p.b
ORDER BY d.pair, d.place, iif(d.place = 5 OR d.place = 2, 0, d.weight) DESC, d.what, d.device,
  d.name,
  d.callsite, d.measure
