-- One use of a buffer by an op
INSERT INTO exported_used VALUES (:run, :op, :buffer, :kind, :made)
