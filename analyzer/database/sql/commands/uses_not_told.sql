-- Runs that do not tell what their ops work on.
SELECT path FROM run WHERE NOT uses AND ops ORDER BY run
