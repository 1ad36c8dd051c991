-- When the buffers of L1 were allocated that a move freed.
SELECT r.alloc_moment
FROM buffer_row r JOIN buffer_form f ON f.run = r.run AND f.form = r.form
WHERE r.run = ?1 AND f.free_manner = 'move' AND f.kind IN ('l1', 'l1_small')
  AND r.alloc_moment NOT NULL
ORDER BY r.alloc_moment
