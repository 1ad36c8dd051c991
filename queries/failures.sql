-- What did not fit, in the runtime's own numbers.
SELECT * FROM failure ORDER BY run, failure;
