-- The figures of a whole run, on its fullest chip; NULL: not known.
SELECT max(value) FILTER (WHERE what = 'peak' AND measure = 'peak_bytes') AS peak_bytes,
  (SELECT op FROM figure p WHERE p.run = ?1 AND p.what = 'peak' AND p.measure = 'peak_bytes'
    ORDER BY p.value DESC, p.device, p.name LIMIT 1) AS op,
  (SELECT callsite FROM figure p WHERE p.run = ?1 AND p.what = 'peak' AND p.measure = 'peak_bytes'
    ORDER BY p.value DESC, p.device, p.name LIMIT 1) AS callsite,
  min(value) FILTER (WHERE what = 'peak' AND measure = 'headroom_bytes') AS headroom_bytes,
  min(value) FILTER (WHERE what = 'peak' AND measure = 'usable_bytes') AS usable_bytes,
  min(value) FILTER (WHERE what = 'free space' AND name LIKE 'l1,%') AS largest_free_bytes,
  coalesce(sum(value) FILTER (WHERE what = 'failure'), 0) AS failures,
  coalesce(sum(value) FILTER (WHERE what = 'leak' AND measure = 'count'), 0) AS leaks,
  coalesce(sum(value) FILTER (WHERE what = 'leak' AND measure = 'bytes_per_core'), 0) AS
    leaked_bytes,
  count(DISTINCT device) AS chips
FROM figure WHERE run = ?1
