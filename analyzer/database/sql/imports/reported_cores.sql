-- What each core of a device's chips holds at a moment, and the program that ran there last. As
-- classes split, a core is in one after the other.
WITH seen AS (SELECT c.opening, c.class, max(c.seq) AS state,
  max(iif(c.event IN ('launch', 'replay'), c.seq, NULL)) AS ran
  FROM change c JOIN opening o ON o.run = c.run AND o.opening = c.opening
  WHERE c.run = :run AND c.time_ns <= :time_ns AND o.open_ns <= :time_ns
    AND (o.close_ns IS NULL OR o.close_ns > :time_ns)
    AND instr(',' || :chips || ',', ',' || o.device || ',') GROUP BY c.opening, c.class),
core AS MATERIALIZED (SELECT k.opening, k.core_x, k.core_y, max(s.state) AS state,
  max(s.ran) AS ran FROM seen s JOIN class_core k ON k.run = :run AND k.class = s.class
  AND k.opening = s.opening GROUP BY k.opening, k.core_x, k.core_y),
at AS MATERIALIZED (SELECT seq, device, time_ns, buffer_bytes, l1_small_bytes, persistent_bytes,
  resident_bytes, op FROM change WHERE run = :run
  AND seq IN (SELECT state FROM core UNION SELECT ran FROM core))
SELECT h.device, c.core_x, c.core_y, h.buffer_bytes, h.l1_small_bytes, h.persistent_bytes,
  h.resident_bytes, iif(p.gone_ns <= :time_ns, NULL, x.program) AS program, r.time_ns AS ran_ns,
  iif(p.gone_ns <= :time_ns, 0, p.text_bytes) AS text_bytes,
  iif(p.gone_ns <= :time_ns, 0, p.config_bytes) AS config_bytes,
  r.op NOT NULL AS has_run
FROM core c JOIN at h ON h.seq = c.state LEFT JOIN at r ON r.seq = c.ran
LEFT JOIN op x ON x.run = :run AND x.op = r.op AND x.device = r.device
LEFT JOIN program p ON p.run = :run AND p.program = x.program
ORDER BY h.device, c.core_y, c.core_x
