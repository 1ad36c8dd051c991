-- How large each kernel is, and how many there are.
SELECT run, kernel, count(*) AS count, count(DISTINCT program) AS programs,
  min(text_bytes) AS smallest_bytes, max(text_bytes) AS largest_bytes
FROM kernels GROUP BY run, kernel ORDER BY largest_bytes DESC, run, kernel
