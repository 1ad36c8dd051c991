-- What only one of two maps has: 'came' is only in the second, 'went' only in the first.
-- hide: tensor, variable, kernels, cb_name, data_format, page_bytes, pages
SELECT iif(a.which, 'came', 'went') AS change, a.run, a.device, d.mesh, a.time_ns, a.owner_kind,
  a.owner, a.address, a.bytes_per_core, a.callsite, a.note, a.id, a.size_bytes, a.age_ns, a.role,
  a.handle, a.tensor, a.cb_name, a.pages, a.page_bytes, a.data_format, a.kernels, a.variable
FROM (SELECT *, rowid AS row, min(which) OVER same = max(which) OVER same AS only_one
  FROM address_map WHERE role <> 'free'
  WINDOW same AS (PARTITION BY run, handle, device, owner_kind, id, address, bytes_per_core)) a
LEFT JOIN device d ON d.run = a.run AND d.handle = a.handle
WHERE a.only_one
ORDER BY a.run, a.device, a.handle, a.which, a.address, a.row
