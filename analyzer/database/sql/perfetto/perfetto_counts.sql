-- How many ops on chips and changes of groups there are to write.
SELECT (SELECT count(*) FROM op_in_window) AS ops, (SELECT count(*)
  FROM window_change c CROSS JOIN perfetto_class p ON p.run = c.run AND p.class = c.class)
  AS changes
