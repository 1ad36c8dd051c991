-- How large the kernels of each set of cores are, and how many there are.
SELECT run, cores, count(*) AS count, count(DISTINCT program) AS programs,
  min(text_bytes) AS smallest_bytes, max(text_bytes) AS largest_bytes
FROM kernels GROUP BY run, cores ORDER BY largest_bytes DESC, run, cores
