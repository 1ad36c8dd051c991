-- The findings that decide the exit code.
CREATE TEMP TABLE hits(id INTEGER PRIMARY KEY)
