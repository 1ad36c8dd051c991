-- A row if the report has several runs, which are the ranks of one
SELECT 1 FROM exported_run LIMIT 1 OFFSET 1
