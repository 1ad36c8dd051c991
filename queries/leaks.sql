-- Buffers in L1 that were never freed.
SELECT * FROM l1_leaks ORDER BY run, alloc_ns, buffer;
