-- The tables that hold what a trace says, and the statement that gives their rows in order.
SELECT name, 'SELECT * FROM main.' || name || ' ORDER BY ' ||
  coalesce((SELECT group_concat(name, ', ') FROM (SELECT c.name
    FROM pragma_table_info(t.name) c WHERE c.pk > 0 ORDER BY c.pk)), 'rowid') AS rows
FROM sqlite_schema t WHERE type = 'table' AND name NOT IN ('window', 'span', 'window_launch')
  AND name NOT LIKE 'sqlite%' ORDER BY name
