-- How many buffers, programs, ops and failures a run has, its marks, and what is unknown about it.
SELECT buffers, programs, regions, kernels, ops,
  failures || iif(failures > 0, ': l1analyze explain', '') AS failures,
  (SELECT group_concat(iif(length(name) > 20, substr(name, 1, 18) || '..', name), ', ')
      FILTER (WHERE nth <= 3) || iif(count(*) > 3, ', ' || (count(*) - 3) || ' more', '')
    FROM (SELECT name, row_number() OVER (ORDER BY min(time_ns), name) AS nth
      FROM mark WHERE run = ?1 AND event = 'begin' GROUP BY name ORDER BY nth)) AS marks,
  (SELECT group_concat(name, ', ') FROM (SELECT DISTINCT text AS name FROM note
    WHERE run = ?1 AND code = 1 AND a = 0)) AS "hooks not found",
  (SELECT group_concat(text, '; ') FROM (SELECT text FROM note WHERE run = ?1 AND code = 2
    UNION ALL SELECT text FROM not_known WHERE run = ?1)) AS unknown
FROM run WHERE run = ?1
