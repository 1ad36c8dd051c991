-- Failures: what did not fit, with the runtime's own numbers.
SELECT * FROM failure ORDER BY run, failure;
