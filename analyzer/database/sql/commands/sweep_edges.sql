-- Of each ?1 runs that differ in the first name's value alone: the largest value that fits below
-- the first that does not, that one, and the first beyond it that fits again.
WITH bounds AS (SELECT n / ?1 AS part, min(n) AS first_n, min(n) FILTER (WHERE fits = 0) AS bad_n,
  count(fits) AS known FROM swept GROUP BY n / ?1),
edges AS (SELECT b.part, b.first_n, b.bad_n, b.known,
  max(p.n) FILTER (WHERE p.fits = 1 AND (b.bad_n IS NULL OR p.n < b.bad_n)) AS edge_n,
  min(p.n) FILTER (WHERE p.fits = 1 AND p.n > b.bad_n) AS again_n
  FROM bounds b JOIN swept p ON p.n BETWEEN b.part * ?1 AND b.part * ?1 + ?1 - 1
  GROUP BY b.part, b.first_n, b.bad_n, b.known)
SELECT s.board, s.v2, s.v3, s.v4, s.v5, s.v6, s.v7, s.v8, e.known, edge.v1 AS edge, bad.v1 AS bad,
  bad.failure, bad.failed_op, again.v1 AS again, e.edge_n % ?1 + 1 AS values_to_edge,
  (SELECT count(*) FROM swept p WHERE p.n BETWEEN e.part * ?1 AND e.edge_n) AS tried_to_edge
FROM edges e JOIN swept s ON s.n = e.first_n LEFT JOIN swept edge ON edge.n = e.edge_n
LEFT JOIN swept bad ON bad.n = e.bad_n LEFT JOIN swept again ON again.n = e.again_n
ORDER BY e.part
