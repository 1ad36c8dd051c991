-- The largest program of each group that --by names against the KERNEL_CONFIG ring.
-- keep: "by"
WITH one AS (SELECT run, group_of(name, NULL, callsite) AS grp, device, program, op, kernel,
  program_bytes, program_text_bytes, program_config_bytes, ring_bytes, left_bytes, note,
  row_number() OVER (PARTITION BY run, device, program
    ORDER BY text_bytes DESC, kernel, risc, cores, time_ns) AS nth FROM kernels),
largest AS (SELECT *, count(*) OVER (PARTITION BY run, device, grp) AS programs,
  row_number() OVER (PARTITION BY run, device, grp
    ORDER BY program_bytes IS NULL, program_bytes DESC, program) AS nth_of_grp
  FROM one WHERE nth = 1)
SELECT run, grp AS "by", device, programs, program_bytes, ring_bytes,
  round(100.0 * program_bytes / ring_bytes, 1) AS ring_percent, left_bytes, program, op,
  kernel AS largest_kernel, program_text_bytes, program_config_bytes, note
FROM largest WHERE nth_of_grp = 1 ORDER BY run, program_bytes DESC, grp, device
