-- What is known of the run that a report is about, with its device's name.
SELECT * FROM run ORDER BY run
