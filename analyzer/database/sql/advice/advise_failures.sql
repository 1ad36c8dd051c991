-- What failed in a run.
SELECT time_ns, callsite, thread FROM failure WHERE run = ?1 ORDER BY time_ns, failure
