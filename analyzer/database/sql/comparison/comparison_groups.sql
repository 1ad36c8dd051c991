-- What differs, the most important first, pairs of runs that differ in the same as one.
-- keep: ranks, a, b
-- hide: change_percent, worse, op, entry, times
WITH member AS (SELECT p.same, coalesce(r.rank, f.rank) AS rank, p.pair FROM compared_pair p
  JOIN compared_run r ON r.run = p.b JOIN compared_run f ON f.run = p.a),
listed AS (SELECT DISTINCT same, group_concat(rank) OVER by_rank AS ranks,
    count(*) OVER by_rank AS pairs
  FROM member WINDOW by_rank AS (PARTITION BY same ORDER BY rank, pair
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))
SELECT l.ranks, l.pairs, d.what, d.device, d.name, d.measure, d.a, d.b, d.b - d.a AS change,
  round(100.0 * (d.b - d.a) / nullif(d.a, 0), 2) AS change_percent, d.worse, d.note, d.times, d.op,
  d.callsite, iif((SELECT max(stored) FROM compared_run)
    OR (SELECT count(*) FROM compared_pair) > 1,
    r.name, NULL) AS entry
FROM difference d JOIN compared_pair p ON p.pair = d.pair JOIN compared_run r ON r.run = p.b
JOIN listed l ON l.same = p.pair
ORDER BY p.place, d.pair, d.place, iif(d.place = 5 OR d.place = 2, 0, d.weight) DESC, d.what,
  d.device, d.name, d.callsite, d.measure
