-- How large the kernels of each type of core are, and how many there are.
SELECT run, core_type, count(*) AS count, count(DISTINCT program) AS programs,
  min(text_bytes) AS smallest_bytes, max(text_bytes) AS largest_bytes
FROM kernels GROUP BY run, core_type ORDER BY largest_bytes DESC, run, core_type
