-- How many runs there are.
SELECT count(*) AS count FROM run
