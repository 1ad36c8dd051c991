-- A row if there is a leak of those that were asked for.
SELECT 1 FROM l1_leaks LIMIT 1
