-- Findings that the exit code is about.
CREATE TEMP TABLE hits(id INTEGER PRIMARY KEY)
