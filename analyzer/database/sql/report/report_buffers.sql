-- Lifetimes of buffers of L1 and what used them last, an op that perhaps did counting as one that
-- did: the last_nth op after its allocation.
SELECT r.buffer, r.form, r.address, r.alloc_ns, r.alloc_ns + r.life_ns AS end_ns, r.part, u.uses,
  iif(u.uses IS NULL, NULL,
    r.alloc_ns + max(coalesce(r.last_use_ns, 0), coalesce(r.perhaps_ns, 0))) AS last_ns,
  r.ops_before, iif(coalesce(r.perhaps_ns, 0) > coalesce(r.last_use_ns, 0), u.perhaps_nth,
    u.last_use_nth) AS last_nth,
  coalesce(r.perhaps_ns, 0) > coalesce(r.last_use_ns, 0) AS perhaps, y.buffer NOT NULL AS owned
FROM run k JOIN buffer_row r ON r.run = k.run
JOIN buffer_form f ON f.run = r.run AND f.form = r.form
  AND f.kind IN ('l1', 'l1_small', 'persistent')
-- as in view uses: where ops ran and no use was recorded, none is known
LEFT JOIN buffer_used u ON u.run = r.run AND u.used = r.used AND (k.uses OR NOT k.ops)
LEFT JOIN owned y ON y.run = r.run AND y.buffer = r.buffer AND y.kind = f.kind
  AND y.alloc_ns = r.alloc_ns AND (y.gone_ns IS NULL OR y.gone_ns >= r.alloc_ns + r.life_ns)
ORDER BY r.run, r.alloc_ns, r.rowid
