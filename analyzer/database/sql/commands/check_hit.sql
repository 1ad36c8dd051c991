-- The exit code is about this finding.
INSERT INTO hits VALUES(?1)
