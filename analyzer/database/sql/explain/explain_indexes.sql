-- Indexes for the queries of each failure; explain_indexes_done.sql drops them.
CREATE INDEX explain_ops ON op (run, thread, time_ns);
CREATE INDEX explain_times ON op (run, time_ns);
CREATE INDEX explain_programs ON op (run, program);
CREATE INDEX explain_sites ON op (run, callsite);
CREATE INDEX explain_allocs ON buffer (run, alloc_thread, alloc_ns);
CREATE INDEX explain_later ON buffer (run, alloc_ns);
CREATE INDEX explain_failures ON failure (run, failure);
