-- Where and when the failures were that are equal to this one.
SELECT failure, time_ns, callsite FROM equal_failure WHERE run = ?1 AND first = ?2
ORDER BY failure
