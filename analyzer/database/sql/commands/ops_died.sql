-- Ops that failed before their launch and so have no row in ops; equal ones are counted together.
SELECT coalesce(c.op, 'an op that is not known') AS name, f.kind, min(f.time_ns) AS time_ns,
  count(*) AS count, c.callsite, r.cwd
FROM failure f JOIN run r ON r.run = f.run
  LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
GROUP BY f.run, c.op, f.kind, c.callsite, r.cwd ORDER BY f.run, min(f.failure)
