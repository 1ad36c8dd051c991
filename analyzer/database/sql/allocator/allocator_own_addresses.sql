-- A row if the run has L1 buffers with addresses of their own on each core.
SELECT 1 FROM buffer WHERE run = ?1 AND per_core AND kind IN ('l1', 'l1_small') LIMIT 1
