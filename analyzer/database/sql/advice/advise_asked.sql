-- Which ops asked how much L1 is free, in order of time. about: enum ask_about.
-- slices: by the answer it cuts its input in DRAM.
SELECT a.time_ns, a.handle,
  CASE WHEN a.handle IS NULL OR a.kind IS NULL OR a.kind NOT IN ('l1', 'l1_small') THEN 2
    WHEN a.what = 'lowest address' THEN 0 WHEN a.what = 'statistics' THEN 1 ELSE 2 END AS about,
  a.kind = 'l1_small' AS small, c.op AS name,
  EXISTS (SELECT 1 FROM op_row o JOIN op_form f ON f.run = o.run AND f.form = o.form
    JOIN string t ON t.run = f.run AND t.id = f.type
    WHERE o.run = a.run AND o.op = a.op AND t.text LIKE 'PaddedSlice%') AS slices
FROM asked a LEFT JOIN callsite c ON c.run = a.run AND c.id = a.callsite
WHERE a.run = ?1 AND NOT a.by_program ORDER BY a.time_ns, c.op
