-- The ops of a run in their order, each once: an op has a row for each chip.
SELECT time_ns, coalesce(name, 0) AS name, coalesce(callsite, 0) AS callsite
FROM (SELECT op, time_ns, name, callsite,
    row_number() OVER (PARTITION BY op ORDER BY time_ns, device) AS nth
  FROM op WHERE run = ?1)
WHERE nth = 1 ORDER BY op
