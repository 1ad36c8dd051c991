-- Figures of which the second run has more to its disadvantage; of pairs that are equal one.
SELECT d.pair, d.what, d.device, d.name, d.measure, d.a, d.b, d.worse
FROM difference d JOIN compared_pair p ON p.pair = d.pair AND p.same = p.pair
WHERE d.worse > 0 AND d.place IN (1, 2, 5, 6, 7, 8)
ORDER BY p.place, d.pair, d.place, d.weight DESC, d.device, d.name, d.measure
