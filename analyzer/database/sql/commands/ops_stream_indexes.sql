-- What is asked for single ops while their trace is read.
CREATE INDEX IF NOT EXISTS kernel_of_program ON kernel (run, program);
CREATE INDEX IF NOT EXISTS failure_of_program ON failure (run, program, time_ns);
