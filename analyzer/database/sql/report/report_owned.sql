-- Lifetimes of buffers that a program owns, and until when.
SELECT buffer, kind, alloc_ns, gone_ns FROM owned ORDER BY buffer
