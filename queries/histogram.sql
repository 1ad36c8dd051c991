-- How many buffers and regions of each kind have which size per core, in powers of two.
-- Those of the whole mesh are counted apart from those on one of its chips.
WITH RECURSIVE class(from_bytes) AS (SELECT 1 UNION ALL SELECT from_bytes * 2 FROM class
  WHERE from_bytes < 1099511627776)
SELECT s.run, s.device, s.kind, c.from_bytes, 2 * c.from_bytes - 1 AS to_bytes, count(*) AS count,
  sum(s.bytes_per_core) AS sum_bytes, max(s.bytes_per_core) AS largest_bytes, s.chips
FROM l1_sizes s JOIN class c ON s.bytes_per_core BETWEEN c.from_bytes AND 2 * c.from_bytes - 1
GROUP BY s.run, s.device, s.chips, s.kind, c.from_bytes
ORDER BY s.run, s.device, s.chips, s.kind, c.from_bytes;
