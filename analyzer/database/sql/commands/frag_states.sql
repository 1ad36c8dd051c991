-- The states of each allocator in order of time, to be drawn.
SELECT run, chips, mesh, kind, handle, time_ns, capacity_bytes, free_bytes, largest_free_bytes
FROM l1_frag ORDER BY run, handle, kind, time_ns, moment
