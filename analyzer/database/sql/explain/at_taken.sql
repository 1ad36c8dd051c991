-- The address ranges of the L1 bank that a map's rows cover, by address.
SELECT address, address + bytes_per_core AS end
FROM address_map
WHERE run = :run AND handle = :handle AND device = :device AND which = :which AND role <> 'alias'
  AND owner_kind <> 'l1_small' AND address NOT NULL AND bytes_per_core NOT NULL
ORDER BY 1, 2
