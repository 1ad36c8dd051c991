-- Numbers the passes of each phase in the order of their ends.
UPDATE phase SET idx = n.idx
FROM (SELECT rowid AS id, row_number() OVER (PARTITION BY kind, name
    ORDER BY end_ns IS NULL, end_ns, rowid) AS idx FROM phase WHERE run = ?1) AS n
WHERE phase.rowid = n.id
