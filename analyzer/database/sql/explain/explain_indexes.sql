-- Indexes for the queries of each failure; explain_indexes_done.sql drops them.
CREATE INDEX explain_ops ON op_shared (run, thread, time_ns);
CREATE INDEX explain_times ON op_shared (run, time_ns);
CREATE INDEX explain_programs ON op_shared (run, program);
CREATE INDEX explain_sites ON op_shared (run, callsite);
CREATE INDEX explain_allocs ON buffer (run, alloc_thread, alloc_ns);
CREATE INDEX explain_later ON buffer (run, alloc_ns);
CREATE INDEX explain_failures ON failure (run, failure);
