-- The same as histogram_bars.sql, with shorter bars, for narrow terminals.
-- keep: from_bytes
SELECT run, device, kind, from_bytes, to_bytes, count, sum_bytes, largest_bytes,
  substr('########################################', 1, max(1, 18 * count /
    max(count) OVER (PARTITION BY run, device, chips, kind))) AS share, chips
FROM histogram ORDER BY run, device, chips, kind, from_bytes
