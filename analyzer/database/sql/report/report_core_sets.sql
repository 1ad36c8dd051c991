-- Core range sets.
SELECT id, cores FROM cores ORDER BY run, id
