-- The ops of a run.
SELECT op, min(time_ns) AS time_ns, min(callsite) AS callsite, min(thread) AS thread,
  min(type) AS type, min(name) AS name, min(kind) AS kind
FROM op_shared WHERE run = ?1 GROUP BY op ORDER BY op
