-- How many runs the other database has.
SELECT count(*) AS count FROM other.run
