-- Runs that do not record what their ops work on.
SELECT path FROM run WHERE NOT uses AND ops ORDER BY run
