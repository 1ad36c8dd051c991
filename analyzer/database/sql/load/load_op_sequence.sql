-- The ops of a run in their order, each once: an op may have several rows, for different chips.
SELECT time_ns, coalesce(name, 0) AS name, coalesce(callsite, 0) AS callsite
FROM (SELECT op, time_ns, name, callsite,
    row_number() OVER (PARTITION BY op ORDER BY time_ns, (SELECT min(k.device)
      FROM chip_list k WHERE k.run = op_shared.run AND k.chips = op_shared.chips)) AS nth
  FROM op_shared WHERE run = ?1)
WHERE nth = 1 ORDER BY op
