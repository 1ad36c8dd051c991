-- Adds leaks to the findings, which happens only when --fail-on names them.
INSERT INTO checked(run, finding, bad, count, note, device, time_ns, kind, name, callsite, bytes)
SELECT run, 'leak', 0, count, reason, device, first_alloc_ns, kind, name, callsite, bytes_per_core
FROM leaked WHERE reason <> 'owned by the program cache'
