-- When something did not fit.
SELECT run, time_ns FROM failures ORDER BY run, time_ns, failure
