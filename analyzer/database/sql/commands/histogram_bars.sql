-- The same as histogram_rows.sql, with bars; the longest one is that of a kind's largest class.
-- keep: from_bytes
SELECT run, device, kind, from_bytes, to_bytes, count, sum_bytes, largest_bytes,
  substr('########################################', 1, max(1, 40 * count /
    max(count) OVER (PARTITION BY run, device, chips, kind))) AS share, chips
FROM histogram ORDER BY run, device, chips, kind, from_bytes
