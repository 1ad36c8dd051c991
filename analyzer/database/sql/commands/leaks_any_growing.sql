-- A row if something grows of what was asked for.
SELECT 1 FROM growing LIMIT 1
