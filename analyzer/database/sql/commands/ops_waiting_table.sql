-- Rows of ops that wait for those before them; nth: their number.
CREATE TABLE ops_waiting (op, chip, nth, row, PRIMARY KEY (op, chip, nth)) WITHOUT ROWID
