-- What is wrong with a trace or with what it recorded; bad = 1 makes `check` exit with 1.
SELECT run, 'damaged' AS finding, 1 AS bad, 1 AS count, damage AS note FROM run
  WHERE damage IS NOT NULL
UNION ALL
SELECT run, 'unfinished', 1, 1, ended FROM run WHERE NOT finished
UNION ALL
SELECT run, 'lost events', 1, sum(count), group_concat(DISTINCT reason) FROM lost GROUP BY run
UNION ALL
SELECT run, kind, kind NOT IN ('allocated before recording', 'outside'), count(*),
  'first at ' || min(time_ns) || ' ns' || coalesce(', chip ' || device, '') ||
  coalesce(', id ' || id, '') || coalesce(', address ' || nullif(address, 0), '')
FROM finding GROUP BY run, kind
UNION ALL
SELECT run, 'hook not found', 0, count(*), group_concat(DISTINCT text) FROM note
  WHERE code = 1 AND a = 0 GROUP BY run
UNION ALL
SELECT run, 'hook never fired', 0, count(*), group_concat(DISTINCT text) FROM note
  WHERE code = 1 AND a = 1 AND b = 0 GROUP BY run
UNION ALL
SELECT run, 'another ttnn', 1, count(*), min(text) FROM note WHERE code = 2 GROUP BY run
UNION ALL
SELECT run, 'not known', 0, count(*), group_concat(DISTINCT text) FROM note
  WHERE code = 4 GROUP BY run;
