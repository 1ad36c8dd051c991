-- Makes the window the first instant of each of its spans.
UPDATE span SET end_ns = begin_ns + 1 WHERE begin_ns < 9223372036854775807
