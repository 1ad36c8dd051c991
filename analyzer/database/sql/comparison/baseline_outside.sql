-- What a baseline is from outside. Nothing is taken from a text that is not sound.
SELECT valid, iif(valid, json_extract(text, '$.l1trace_baseline'), NULL) AS version,
  iif(valid, json_type(text, '$.entries') IS 'array', 0) AS is_array,
  iif(valid, json_array_length(text, '$.entries'), 0) AS length
FROM (SELECT ?1 AS text, json_valid(?1) AS valid)
