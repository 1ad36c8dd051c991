-- The number of the last change of all runs: those of the next run go on with it.
SELECT coalesce(max(rowid), 0) AS seq FROM change
