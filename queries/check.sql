-- What is wrong with a trace or with what it recorded; bad = 1 makes `check` exit with 1. Both
-- owners where two are involved; equal findings of the same owners are one row.
SELECT run, finding, bad, sum(count) AS count, note, device, min(time_ns) AS time_ns, kind, name,
  callsite, other_name, other_callsite, buffer, other, address, bytes
FROM findings
WHERE finding NOT IN ('hook not found', 'hook never fired')
GROUP BY run, finding, note, device, kind, name, callsite, other_name, other_callsite
UNION ALL
SELECT run, finding, bad, sum(count), note, NULL, NULL, NULL, group_concat(name, ','), NULL, NULL,
  NULL, NULL, NULL, NULL, NULL
FROM findings WHERE finding IN ('hook not found', 'hook never fired') GROUP BY run, finding, note
ORDER BY 1, 3 DESC, 2, 7;
