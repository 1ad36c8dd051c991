-- The launch that a thread's buffers waited for has come: they are its program's.
UPDATE owned SET op = :op, program = :program
WHERE run = :run AND thread = :thread AND op IS NULL
