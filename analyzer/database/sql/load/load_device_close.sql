-- Sets when a device was closed, if it was not closed before.
UPDATE device SET close_ns = :close_ns
WHERE run = :run AND handle = :handle AND close_ns IS NULL
