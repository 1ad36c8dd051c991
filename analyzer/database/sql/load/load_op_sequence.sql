-- The ops of a run in their order. An op may have several rows, for different chips.
SELECT op, time_ns, coalesce(name, 0) AS name, coalesce(callsite, 0) AS callsite, chips,
  trace, kind = 'replay' AS is_replay
FROM op_shared WHERE run = ?1 ORDER BY op
