-- The regions of a program at an instant that take bytes of their own, the largest first.
WITH here AS (SELECT *, sum(first) OVER (PARTITION BY kind, chips ORDER BY id
    ROWS UNBOUNDED PRECEDING) AS placement
  FROM named_region WHERE run = :run AND program = :program AND time_ns <= :time_ns
  AND instr(',' || chips || ',', ',' || :device || ',')),
latest AS (SELECT kind, chips, max(placement) AS placement FROM here GROUP BY kind, chips)
SELECT h.kind, h.idx, h.cb_name, h.pages, h.page_bytes, h.data_format, h.bytes_per_core, h.cores
FROM here h JOIN latest l USING (kind, chips, placement)
WHERE NOT h.alias AND h.bytes_per_core > 0 ORDER BY h.bytes_per_core DESC, h.kind, h.idx
