-- The launches that a replay ran on a chip, the last one first: those between the begin and the end
-- of the capture. Launches of a program that was not placed anew between them are one row, the last
-- one.
WITH r AS (SELECT o.run, o.handle, o.time_ns, o.moment, (SELECT m.trace FROM mesh_trace m
  WHERE m.run = o.run AND m.handle = o.handle AND m.event = 'replay'
  AND m.time_ns = o.time_ns) AS trace FROM op o WHERE o.run = :run AND o.op = :replay LIMIT 1),
b AS (SELECT r.*, (SELECT max(m.time_ns) FROM mesh_trace m WHERE m.run = r.run
 AND m.handle = r.handle AND m.trace = r.trace AND m.event = 'capture begin'
 AND m.time_ns <= r.time_ns) AS from_ns FROM r),
e AS (SELECT b.*, (SELECT min(m.time_ns) FROM mesh_trace m WHERE m.run = b.run
 AND m.handle = b.handle AND m.trace = b.trace AND m.event = 'capture end'
 AND m.time_ns BETWEEN b.from_ns AND b.time_ns) AS to_ns FROM b),
c AS (SELECT o.*, e.moment AS now, e.time_ns AS now_ns FROM e JOIN op o ON o.run = e.run
 AND o.handle = e.handle AND o.device = :device AND o.kind = 'captured'
 AND o.time_ns BETWEEN e.from_ns AND e.to_ns)
SELECT c.program, c.time_ns, s.text AS name, c.op, u.callsite FROM c
LEFT JOIN callsite u ON u.run = c.run AND u.id = c.callsite
LEFT JOIN string s ON s.run = c.run AND s.id = c.name
WHERE NOT EXISTS (SELECT 1 FROM c l WHERE l.program = c.program AND l.op > c.op
 AND NOT EXISTS (SELECT 1 FROM region g WHERE g.run = c.run AND g.program = c.program
  AND g.time_ns > c.time_ns AND g.time_ns <= l.time_ns))
ORDER BY c.op DESC
