-- What programs place in L1: circular buffers with index, pages and format, dataflow buffers, scratchpads.
-- hide: idx
SELECT * FROM regions
ORDER BY run, program, device, time_ns, address, kind, idx, cores;
