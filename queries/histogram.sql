-- How many buffers and regions of each kind have which size per core, in powers of two.
-- Those of the whole mesh are counted apart from those on one of its chips.
-- keep: from_bytes
WITH RECURSIVE class(from_bytes) AS (SELECT 1 UNION ALL SELECT from_bytes * 2 FROM class
  WHERE from_bytes < 1099511627776),
-- sizes repeat: each once
same AS (SELECT run, device, chips, kind, bytes_per_core, count(*) AS count FROM l1_sizes
  GROUP BY run, device, chips, kind, bytes_per_core)
SELECT s.run, s.device, s.kind, c.from_bytes, 2 * c.from_bytes - 1 AS to_bytes,
  sum(s.count) AS count, sum(s.count * s.bytes_per_core) AS sum_bytes,
  max(s.bytes_per_core) AS largest_bytes, s.chips
FROM same s JOIN class c ON s.bytes_per_core BETWEEN c.from_bytes AND 2 * c.from_bytes - 1
GROUP BY s.run, s.device, s.chips, s.kind, c.from_bytes
ORDER BY s.run, s.device, s.chips, s.kind, c.from_bytes;
