-- The chips of run ?1 that the window names: each as it was opened first.
WITH ranked AS (SELECT o.device, d.arch, d.grid_x, d.grid_y, d.l1_bytes, d.unreserved_base,
  row_number() OVER (PARTITION BY o.device ORDER BY o.opening) AS nth
  FROM window w CROSS JOIN opening o LEFT JOIN device d ON d.run = o.run AND d.handle = o.handle
  WHERE o.run = ?1 AND o.device NOT NULL AND (w.device IS NULL OR w.device = o.device))
SELECT device, arch, grid_x, grid_y, l1_bytes, unreserved_base FROM ranked
WHERE nth = 1 ORDER BY device
