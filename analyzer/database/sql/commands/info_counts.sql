-- How many buffers, programs, ops and failures a run has, its marks, and what is unknown about it.
SELECT buffers, programs, regions, kernels, ops,
  failures || iif(failures > 0, ': l1analyze explain', '') AS failures,
  (SELECT group_concat(iif(length(name) > 20, substr(name, 1, 18) || '..', name), ', ')
      FILTER (WHERE nth <= 3 AND is_outer) || iif(count(*) > sum(nth <= 3 AND is_outer),
      ', ' || (count(*) - sum(nth <= 3 AND is_outer)) || ' more', '')
    -- those in another one have its name before theirs: Encoder.layers.3
    FROM (SELECT name, is_outer, row_number() OVER (ORDER BY NOT is_outer, begin_ns, name) AS nth
      FROM (SELECT name, min(time_ns) AS begin_ns, instr(name, '.') = 0 OR
          substr(name, 1, instr(name, '.') - 1) NOT IN (SELECT name FROM mark WHERE run = ?1
            AND name NOT NULL) AS is_outer
        FROM mark WHERE run = ?1 AND event = 'begin' GROUP BY name) ORDER BY nth)) AS marks,
  (SELECT group_concat(name, ', ') FROM (SELECT DISTINCT text AS name FROM told
    WHERE run = ?1 AND what = 'no hook' AND a = 0)) AS "hooks not found",
  (SELECT group_concat(text, '; ') FROM (SELECT text FROM told
    WHERE run = ?1 AND what = 'unknown' ORDER BY nth)) AS unknown
FROM run WHERE run = ?1
