-- Notes a finding that decides the exit code.
INSERT INTO hits VALUES(?1)
