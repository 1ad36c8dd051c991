-- A row for each chip of each device that is open at the moment that the user asks for.
-- :kind: 0 a time, 1 an op, 2 a failure, 3 the peak, of :run alone if it
-- is not NULL: then the op :op has it at :time_ns. program: that of the op or failure on its own
-- chips, else the one that the chip ran last. replay: number of the op, if that is a replay.
WITH w(run, t, m, op, handle, program, name, callsite) AS (
 SELECT run, CAST(CASE WHEN :percent THEN :value / 100.0 * duration_ns ELSE :value END AS INTEGER),
  NULL, NULL, NULL, NULL, NULL, NULL FROM run WHERE :kind = 0
 UNION ALL SELECT run, min(time_ns), min(moment), op, NULL, NULL, NULL, NULL FROM op
  WHERE :kind = 1 AND op = :value GROUP BY run, op
 UNION ALL SELECT f.run, time_ns, moment, NULL, handle, program, c.op, c.callsite FROM failure f
  LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
  WHERE :kind = 2 AND failure = :value
 UNION ALL SELECT p.run, p.time_ns, o.moment, p.op, NULL, NULL, NULL, NULL FROM
  (SELECT run, op, time_ns, row_number() OVER (PARTITION BY run
   ORDER BY peak_bytes DESC, time_ns, opening, core_y, core_x) AS nth FROM peak) p
  LEFT JOIN (SELECT run, op, min(moment) AS moment FROM op GROUP BY run, op) o
  ON o.run = p.run AND o.op = p.op WHERE :kind = 3 AND :run IS NULL AND nth = 1
 UNION ALL SELECT :run, :time_ns, (SELECT min(moment) FROM op WHERE run = :run AND op = :op), :op,
  NULL, NULL, NULL, NULL WHERE :kind = 3 AND :run NOT NULL),
c(run, handle, chip, open_ns, close_ns, base, end) AS (
 SELECT d.run, d.handle, CAST(j.value AS INTEGER), d.open_ns, d.close_ns,
  d.unreserved_base, d.unreserved_base + d.bank_bytes
 FROM device d, json_each('[' || d.chips || ']') j),
map AS (SELECT w.*, c.handle AS of, c.chip, c.base, c.end,
 w.handle = c.handle AND w.program NOT NULL AS failed, coalesce(
  (SELECT o.op FROM op o WHERE o.run = w.run AND o.op = w.op AND o.device = c.chip),
  (SELECT max(o.op) FROM op o WHERE o.run = w.run AND o.device = c.chip
   AND o.kind IN ('launch', 'replay') AND o.time_ns <= w.t)) AS last
 FROM w JOIN c ON c.run = w.run AND c.open_ns <= w.t
 AND (c.close_ns IS NULL OR c.close_ns > w.t))
SELECT DISTINCT m.run, m.t AS time_ns, m.m AS moment, m.of AS handle, m.chip AS device,
  iif(m.failed, m.program, o.program) AS program, m.base, m.end,
  iif(m.failed, m.name, s.text) AS op, iif(m.failed, m.callsite, u.callsite) AS callsite,
  iif(o.kind = 'replay' AND NOT coalesce(m.failed, 0)
  AND o.handle = m.of, o.op, NULL) AS replay FROM map m
LEFT JOIN (SELECT * FROM op
  WHERE run BETWEEN coalesce(:run, 0) AND coalesce(:run, 9223372036854775807)) o
  ON o.run = m.run AND o.op = m.last AND o.device = m.chip
LEFT JOIN string s ON s.run = o.run AND s.id = o.name
LEFT JOIN callsite u ON u.run = o.run AND u.id = o.callsite
ORDER BY m.run, m.chip, m.of
