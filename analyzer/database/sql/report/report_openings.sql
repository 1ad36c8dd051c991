-- Each opening of a chip, with its device's numbers.
SELECT o.opening, o.device, o.handle, o.open_ns, o.close_ns, d.mesh, d.chips, d.grid_x, d.grid_y,
  d.l1_bytes, d.unreserved_base, d.l1_small_bytes, d.bank_bytes, d.arch, d.kernel_config_bytes
FROM opening o LEFT JOIN device d ON d.run = o.run AND d.handle = o.handle
ORDER BY o.run, o.opening
