-- Text bytes of each kernel on each RISC, the kernels of the largest programs first.
SELECT * FROM kernels
ORDER BY program_bytes DESC, run, program, text_bytes DESC, kernel, risc, cores;
