-- Indexes for the queries of each failure; explain_indexes_done.sql drops them.
CREATE INDEX explain_times ON op_row (run, time_ns);
CREATE INDEX explain_forms ON op_row (run, form);
CREATE INDEX explain_allocs ON buffer_row (run, alloc_thread, alloc_ns);
CREATE INDEX explain_later ON buffer_row (run, alloc_ns);
CREATE INDEX explain_marks ON mark (run, thread, time_ns);
CREATE INDEX explain_failures ON failure (run, failure);
