-- A row of ops that waits.
INSERT INTO ops_waiting VALUES (:op, :chip, :nth, :row)
