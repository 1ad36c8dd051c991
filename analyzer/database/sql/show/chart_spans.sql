-- The window in time, as disjoint spans.
SELECT run, begin_ns, end_ns FROM span ORDER BY run, begin_ns
