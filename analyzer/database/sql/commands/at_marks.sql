-- The regions and buffers that a chip's map has in the bank, with their addresses.
SELECT address, bytes_per_core, role
FROM address_map
WHERE run = :run AND device = :device AND handle = :handle AND role IN ('region', 'lives',
  'captured') AND address NOT NULL AND bytes_per_core NOT NULL
ORDER BY rowid
