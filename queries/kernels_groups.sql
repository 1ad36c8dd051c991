-- Size of programs against the KERNEL_CONFIG ring, largest first.
-- A program with left_bytes < 0 cannot be launched.
SELECT run, device, op, name, program, kernels, program_text_bytes, program_config_bytes,
  program_bytes, ring_bytes, round(100.0 * program_bytes / ring_bytes, 1) AS ring_percent, left_bytes,
  text_bytes AS largest_text_bytes, kernel AS largest_kernel, callsite, note, chips
FROM (SELECT *, sum(risc IS NOT 'trisc1' AND risc IS NOT 'trisc2')
    OVER (PARTITION BY run, device, program) AS kernels,
    row_number() OVER (PARTITION BY run, device, program
      ORDER BY text_bytes DESC, kernel, risc, cores, time_ns) AS nth FROM kernels)
WHERE nth = 1 ORDER BY program_bytes DESC, run, program, device;
