-- Adds hooks to the findings, which happens only when --fail-on names them.
INSERT INTO checked(run, finding, bad, count, note, time_ns, name)
SELECT run, finding, bad, count, note, time_ns, name FROM findings
WHERE finding IN ('hook not found', 'hook never fired')
