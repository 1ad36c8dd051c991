-- load_failed_ops.sql goes by it.
CREATE INDEX failed_ops ON failure (run, program, time_ns)
