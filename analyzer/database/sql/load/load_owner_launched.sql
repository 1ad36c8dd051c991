-- The buffers of a thread waited for this launch: they belong to its program.
UPDATE owned SET op = :op, program = :program
WHERE run = :run AND thread = :thread AND op IS NULL
