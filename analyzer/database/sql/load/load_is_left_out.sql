-- Are rows left out of this database, that its traces have?
SELECT 1 FROM main.sqlite_schema WHERE type = 'view' AND name = 'free_space'
