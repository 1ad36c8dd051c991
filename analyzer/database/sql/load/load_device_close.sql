-- A device was closed: when, if it had not been before.
UPDATE device SET close_ns = :close_ns
WHERE run = :run AND handle = :handle AND close_ns IS NULL
