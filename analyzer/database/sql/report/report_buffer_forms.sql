-- What buffers of L1 have in common; name and variable as in view buffers.
SELECT f.form, f.handle, f.kind, f.layout, f.bytes_per_core, f.size_bytes, f.core_count,
  f.per_core, f.last_use,
  k.cores, c.callsite, coalesce(c.op, f.purpose) AS name, t.tensor, d.chips,
  coalesce(f.given,
    iif(f.result AND f.free_callsite IS NOT f.callsite, c.variable, NULL)) AS variable
FROM buffer_form f LEFT JOIN cores k ON k.run = f.run AND k.id = f.cores
LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
LEFT JOIN tensor t ON t.run = f.run AND t.id = f.tensor
LEFT JOIN device d ON d.run = f.run AND d.handle = f.handle
WHERE f.kind IN ('l1', 'l1_small', 'persistent') ORDER BY f.run, f.form
