-- Tables of runs; the rest is what is being asked.
SELECT name FROM main.sqlite_master
WHERE type = 'table' AND name NOT IN ('window', 'span', 'window_launch') ORDER BY name
