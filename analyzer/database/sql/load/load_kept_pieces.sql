-- The pieces of a run's trace.
SELECT first_byte, bytes FROM kept_trace WHERE run = ?1 ORDER BY first_byte
