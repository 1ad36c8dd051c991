-- Buffers in L1 that were never freed.
-- One row a buffer; leaks_groups.sql is what a table shows, the views leaks and l1_leaks say what a
-- leak is.
SELECT * FROM l1_leaks ORDER BY run, alloc_ns, buffer;
