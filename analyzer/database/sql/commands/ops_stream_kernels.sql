-- Names of a program's kernels: a row of view program_kernels.
SELECT group_concat(kernel, ', ') FROM
  (SELECT DISTINCT kernel FROM kernel_name WHERE run = ?1 AND program = ?2 ORDER BY kernel)
