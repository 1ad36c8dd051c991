-- What only one of two maps has: 'came' is only in the second, 'went' only in the first.
-- hide: tensor, variable, kernels, cb_name, data_format, page_bytes, pages
SELECT iif(a.which, 'came', 'went') AS change, a.run, a.device, d.mesh, a.time_ns, a.owner_kind,
  a.owner, a.address, a.bytes_per_core, a.callsite, a.note, a.id, a.size_bytes, a.age_ns, a.role,
  a.handle, a.tensor, a.cb_name, a.pages, a.page_bytes, a.data_format, a.kernels, a.variable
FROM address_map a
LEFT JOIN device d ON d.run = a.run AND d.handle = a.handle
WHERE a.role <> 'free' AND NOT EXISTS (SELECT 1
FROM address_map b
WHERE b.run = a.run AND b.handle = a.handle AND b.device = a.device AND b.which <> a.which AND
  b.owner_kind IS a.owner_kind AND b.id IS a.id AND b.address IS a.address AND b.bytes_per_core IS
  a.bytes_per_core)
ORDER BY a.run, a.device, a.handle, a.which, a.address, a.rowid
