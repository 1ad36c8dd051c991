-- The number of the last change of all runs, after which those of the next run are numbered.
SELECT coalesce(max(rowid), 0) AS seq FROM change
