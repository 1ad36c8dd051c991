-- The last buffer at an address that began before a moment, and the first one that began after it.
SELECT max(iif(alloc_ns <= :time_ns, free_ns, NULL)) AS freed_ns,
  min(iif(alloc_ns > :time_ns, alloc_ns, NULL)) AS next_ns
FROM buffer
WHERE run = :run AND handle = :handle AND kind = :kind AND address = :address
