-- Where and when the failures happened whose first equal one is ?2.
SELECT failure, time_ns, callsite FROM equal_failure WHERE run = ?1 AND first = ?2
ORDER BY failure
