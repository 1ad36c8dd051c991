-- Buffers in L1 that were never freed.
SELECT * FROM leaks WHERE kind IN ('l1', 'l1_small') ORDER BY run, alloc_ns, buffer;
