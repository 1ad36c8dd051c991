-- Buffers in L1 in the order in which they were allocated, with who used them and who freed them.
-- keep: bytes_per_core
SELECT * FROM l1_uses ORDER BY run, alloc_ns, buffer, device;
