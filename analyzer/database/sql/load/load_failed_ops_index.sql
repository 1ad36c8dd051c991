-- An index that load_failed_ops.sql needs.
CREATE INDEX failed_ops ON failure (run, program, time_ns)
