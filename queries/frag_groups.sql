-- The worst state of each allocator: what the table form of `frag` shows.
WITH ranked AS (SELECT *, row_number() OVER (PARTITION BY run, handle, kind
    ORDER BY largest_free_bytes, time_ns, moment) AS nth,
  count(*) FILTER (WHERE event NOT IN ('open', 'begin')) OVER (PARTITION BY run, handle, kind)
    AS changes,
  max(holes) OVER (PARTITION BY run, handle, kind) AS most_holes,
  max(fragmentation) OVER (PARTITION BY run, handle, kind) AS worst_fragmentation FROM l1_frag)
SELECT run, device, kind, changes, capacity_bytes, free_bytes, largest_free_bytes, holes,
  fragmentation, time_ns, most_holes, worst_fragmentation, chips, mesh, handle
FROM ranked WHERE nth = 1 ORDER BY run, handle, kind;
