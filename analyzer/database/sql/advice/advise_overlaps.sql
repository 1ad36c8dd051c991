-- A row if bytes of a run's L1 lie in two buffers at once.
SELECT 1 FROM finding WHERE run = ?1 AND kind IN ('overlap', 'shared by submeshes') LIMIT 1
