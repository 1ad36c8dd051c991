-- Each allocator at its worst: what the table form of `frag` shows.
SELECT run, device, kind, count(*) - 1 AS changes, max(capacity_bytes) AS capacity_bytes,
  free_bytes, min(largest_free_bytes) AS largest_free_bytes, holes, fragmentation, time_ns,
  (SELECT max(holes) FROM frag h WHERE h.run = f.run AND h.handle = f.handle AND h.kind = f.kind)
    AS most_holes,
  (SELECT max(fragmentation) FROM frag h WHERE h.run = f.run AND h.handle = f.handle
    AND h.kind = f.kind) AS worst_fragmentation, chips, mesh, handle
FROM frag f GROUP BY run, handle, device, kind ORDER BY run, handle, kind;
