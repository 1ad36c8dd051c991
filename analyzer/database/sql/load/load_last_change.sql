-- The number of the last change of all runs, after which those of the next run are numbered.
SELECT seq FROM last_change
