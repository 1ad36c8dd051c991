-- How large the kernels of each RISC are, and how many there are.
SELECT run, risc, count(*) AS count, count(DISTINCT program) AS programs,
  min(text_bytes) AS smallest_bytes, max(text_bytes) AS largest_bytes
FROM kernels GROUP BY run, risc ORDER BY largest_bytes DESC, run, risc
