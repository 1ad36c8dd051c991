-- Made when the ops are there: that costs half of keeping it in order row by row.
CREATE INDEX IF NOT EXISTS op_number ON op_shared (run, op)
