-- Each allocator at its worst: what the table form of `frag` shows.
SELECT w.run, w.device, w.kind, m.changes, w.capacity_bytes, w.free_bytes, w.largest_free_bytes,
  w.holes, w.fragmentation, w.time_ns, m.most_holes, m.worst_fragmentation, w.chips, w.mesh,
  w.handle
FROM (SELECT *, min(largest_free_bytes) FROM frag GROUP BY run, handle, kind) AS w
JOIN (SELECT run, handle, kind, count(*) FILTER (WHERE event != 'open') AS changes, max(holes) AS most_holes,
    max(fragmentation) AS worst_fragmentation FROM frag GROUP BY run, handle, kind) AS m
  ON m.run = w.run AND m.handle = w.handle AND m.kind = w.kind
ORDER BY w.run, w.handle, w.kind;
