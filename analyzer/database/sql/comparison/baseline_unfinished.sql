-- Runs of which something is missing.
INSERT INTO figure (run, what, name, measure, value)
SELECT run, 'unfinished', 'unfinished', 'count', 1 FROM run WHERE NOT finished OR damage NOT NULL
