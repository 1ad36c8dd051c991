-- Keeps a piece of a trace.
INSERT INTO kept_trace (run, first_byte, bytes) VALUES (:run, :first_byte, :bytes)
