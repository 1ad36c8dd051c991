-- What folded_runs.c puts together.
SELECT * FROM rows_of_runs
