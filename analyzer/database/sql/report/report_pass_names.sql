-- The names of marks, in the order of their numbers in report_passes.sql.
SELECT DISTINCT name FROM phase WHERE kind = 'mark' ORDER BY name
