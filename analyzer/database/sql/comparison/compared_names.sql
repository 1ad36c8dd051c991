-- The runs that are compared, and what the user calls their files.
SELECT run, name, path, rank, side, stored FROM compared_run ORDER BY run
