-- Adds the traces of the run of line ?1.
INSERT INTO swept_trace (n, nth, name)
SELECT json_extract(?1, '$.run'), key, value FROM json_each(?1, '$.traces') WHERE type = 'text'
