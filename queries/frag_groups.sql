-- The worst state of each allocator: what the table form of `frag` shows.
-- Of states with the same largest block it is the one with most free bytes: in most pieces.
WITH worst AS (SELECT run, handle, kind, min(largest_free_bytes) AS least_bytes,
  count(*) FILTER (WHERE event NOT IN ('open', 'begin')) AS changes, max(holes) AS most_holes,
  max(fragmentation) AS worst_fragmentation FROM l1_frag GROUP BY run, handle, kind),
state AS (SELECT f.*, w.changes, w.most_holes, w.worst_fragmentation,
  row_number() OVER (PARTITION BY f.run, f.handle, f.kind
    ORDER BY f.free_bytes DESC, f.time_ns, f.moment) AS nth
  FROM worst w JOIN l1_frag f ON f.run = w.run AND f.handle = w.handle AND f.kind = w.kind
    AND f.largest_free_bytes = w.least_bytes)
SELECT run, device, kind, changes, capacity_bytes, free_bytes, largest_free_bytes, holes,
  fragmentation, time_ns, most_holes, worst_fragmentation, chips, mesh, handle
FROM state WHERE nth = 1 ORDER BY run, handle, kind;
