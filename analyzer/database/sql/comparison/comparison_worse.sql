-- Figures of which the second run has more to its disadvantage.
SELECT d.pair, d.what, d.device, d.name, d.measure, d.a, d.b, d.worse, d.callsite, r.name AS entry
FROM difference d JOIN compared_pair p ON p.pair = d.pair JOIN compared_run r ON r.run = p.b
WHERE d.worse > 0 AND d.place IN (1, 2, 5, 6, 7, 8)
ORDER BY d.pair, d.place, d.weight DESC, d.device, d.name, d.measure
