-- Tables with rows of runs. The others are the window of the present question.
SELECT name FROM main.sqlite_master
WHERE type = 'table' AND name NOT IN ('window', 'span', 'window_launch',
  'kept_trace') ORDER BY name
