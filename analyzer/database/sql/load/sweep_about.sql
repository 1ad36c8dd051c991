-- What the first line ?1 of the list of a sweep says about it.
SELECT json_extract(?1, '$.l1trace_sweep') AS version,
  json_extract(?1, '$.group_runs') AS group_runs, json_extract(?1, '$.numbers') AS numbers
