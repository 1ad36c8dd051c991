-- What is wrong with a trace or with what it recorded, and the program's failures.
-- bad = 1 makes `check` exit with 1. Where two owners are involved both are named. Equal
-- findings of the same owners are one row, with the buffer and place of the first. check_hooks
-- has the hooks.
WITH one AS (SELECT *, row_number() OVER (each_one ORDER BY time_ns, buffer, other, address, bytes)
    AS nth, CAST(total(count) OVER each_one AS INTEGER) AS total,
    max(replays) OVER each_one AS most_replays
  FROM findings WHERE finding NOT IN ('hook not found', 'hook never fired')
  WINDOW each_one AS (PARTITION BY run, finding, note, device, kind, name, callsite, other_name,
    other_callsite))
SELECT run, finding, bad, total AS count, note, device, time_ns, kind, name, callsite, other_name,
  other_callsite, buffer, other, address, bytes, most_replays AS replays, op
FROM one WHERE nth = 1
ORDER BY run, bad DESC, finding, time_ns, buffer, other, address, note, device, kind, name, callsite,
  other_name, other_callsite;
