-- What a run was, and how it ended.
SELECT rank, host, command, cwd AS folder,
  datetime(wall_ns / 1000000000, 'unixepoch') || ' UTC' AS began,
  printf('%.3f s', duration_ns / 1e9) AS lasted,
  ended || iif(ended LIKE 'exited with %' AND ended <> 'exited with 0' OR ended LIKE 'killed by %',
    iif(failures > 0, ', after a failure (l1analyze explain says which)',
      '; no failure of it was seen'), '') AS ended,
  damage, CASE finished WHEN 1 THEN 'complete' ELSE 'not complete' END AS trace,
  records || ' in ' || file_bytes || ' bytes' AS records,
  CASE WHEN lost_events THEN lost_events || ' events were dropped by the recorder' END AS lost,
  'mock: ' || mock || '; tensor contents are not real' AS device,
  runtime, clock, version AS recorder, pid
FROM run WHERE run = ?1
