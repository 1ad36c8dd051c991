-- The chips of a map, with the addresses where their banks begin and end.
SELECT a.run, a.device, a.time_ns, a.handle, d.unreserved_base AS base, d.unreserved_base +
  d.bank_bytes AS end
FROM address_map a JOIN device d ON d.run = a.run AND d.handle = a.handle
GROUP BY a.run, a.device, a.handle, a.time_ns, d.unreserved_base, d.bank_bytes
ORDER BY a.run, a.device, a.handle
