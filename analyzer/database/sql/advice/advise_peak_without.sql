-- The fullest moment of an opening without the regions of one op.
-- These are those of all its launches from the same line that is shown, whoever called it, and of
-- the same type.
WITH shown AS (SELECT id, shown_callsite(callsite) AS site FROM callsite WHERE run = :run),
line AS MATERIALIZED (SELECT id, substr(site, 1, instr(site || '; ', '; ')) AS line FROM shown),
peak AS (SELECT l.line, o.type, o.name FROM op_shared o LEFT JOIN line l ON l.id = o.callsite
  WHERE o.run = :run AND o.op = :op LIMIT 1),
same AS MATERIALIZED (SELECT DISTINCT o.op FROM peak p JOIN op_shared o ON o.run = :run
  AND o.type IS p.type AND o.name IS p.name LEFT JOIN line l ON l.id = o.callsite
  WHERE l.line IS p.line),
moment AS (SELECT c.time_ns, c.op, c.name, c.buffer_bytes + c.l1_small_bytes + c.persistent_bytes
    + iif(c.op IN (SELECT op FROM same), 0, c.program_bytes) AS total_bytes
  FROM change_shared c WHERE c.run = :run AND c.event IN (2, 4)
    AND c.classes IN (SELECT classes FROM change_class WHERE run = :run AND opening = :opening)
  UNION ALL
  SELECT NULL, r.op, r.name, r.total_bytes - iif(r.op IN (SELECT op FROM same), r.program_bytes, 0)
  FROM replayed r WHERE r.run = :run AND r.opening = :opening)
SELECT m.total_bytes, m.op, m.op IN (SELECT op FROM same) AS is_same, s.text AS name FROM moment m
LEFT JOIN string s ON s.run = :run AND s.id = m.name
ORDER BY m.total_bytes DESC, m.op IS NULL, m.time_ns, m.op LIMIT 1
