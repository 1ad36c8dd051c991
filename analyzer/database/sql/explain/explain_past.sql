-- Earlier launches of the failing program: how many, the first one, and the headroom of the first
-- and the last.
WITH l AS (SELECT op, time_ns, headroom_bytes FROM op
  WHERE run = :run AND program = :program AND device IS :device AND kind = 'launch'
    AND time_ns < :time_ns)
SELECT (SELECT count(*) FROM l) AS count, a.time_ns AS first_ns, a.op AS first_op,
  a.headroom_bytes AS first_headroom, z.headroom_bytes AS last_headroom
FROM (SELECT * FROM l ORDER BY op LIMIT 1) a, (SELECT * FROM l ORDER BY op DESC LIMIT 1) z
