-- What lay where, by address.
-- keep: bytes_per_core
-- hide: tensor, variable, kernels, cb_name, data_format, page_bytes, pages
SELECT a.run, a.device, d.mesh, a.time_ns, a.owner_kind, a.owner, a.address, a.bytes_per_core,
  a.callsite, a.note, a.id, a.size_bytes, a.age_ns, a.role, a.handle, a.tensor, a.cb_name, a.pages,
  a.page_bytes, a.data_format, a.kernels, a.variable
FROM address_map a
LEFT JOIN device d ON d.run = a.run AND d.handle = a.handle
ORDER BY a.run, a.device, a.handle, a.address, a.rowid
