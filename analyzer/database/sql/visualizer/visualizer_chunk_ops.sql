-- Marks the ops of which the report has each core: the ?1 fullest, one of each call site; -1: all
UPDATE exported_op SET chunks = 1 WHERE own AND (?1 < 0 OR rowid IN (SELECT id FROM (
  SELECT rowid AS id, run, op, peak_bytes, row_number() OVER (PARTITION BY run, name, callsite
    ORDER BY peak_bytes DESC, op) AS nth FROM exported_op WHERE own)
  WHERE nth = 1 ORDER BY peak_bytes DESC, run, op LIMIT ?1))
