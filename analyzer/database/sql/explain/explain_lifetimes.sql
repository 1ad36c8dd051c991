-- The buffers that lay in a bank at some time of a call that began after :from_ns, by address.
SELECT buffer, address, bytes_per_core, alloc_ns, free_ns, alloc_moment, free_moment, size_bytes
FROM buffer
WHERE run = :run AND handle = :handle AND kind = :kind AND address NOT NULL
  AND bytes_per_core NOT NULL AND (free_ns IS NULL OR free_ns > :from_ns)
  AND iif(alloc_moment IS NULL OR :moment IS NULL, alloc_ns <= :time_ns, alloc_moment <= :moment)
ORDER BY address, alloc_ns, buffer, part
