-- A trace to go on with: of the first run that does not fit, else of that with the least room left.
SELECT trace, failure NOT NULL AS failed FROM swept WHERE trace NOT NULL
ORDER BY fits IS NOT 0, failure IS NULL, iif(fits = 0, n, NULL), headroom_bytes IS NULL,
  headroom_bytes, n LIMIT 1
