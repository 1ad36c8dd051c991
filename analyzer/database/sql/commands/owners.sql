-- What the fullest core of each run holds at its worst moment: buffers, and regions of the program
-- that runs then, the largest first; rows of parts add up to the peak's.
-- keep: bytes_per_core
-- hide: share_percent, address, time_ns, kernels, variable
WITH worst AS MATERIALIZED (SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY run
  ORDER BY peak_bytes DESC, time_ns, opening, core_y, core_x) AS nth FROM peak) WHERE nth = 1
    AND peak_bytes > 0),
held AS MATERIALIZED (SELECT w.run, CASE a.owner_kind WHEN 'l1' THEN 'buffer'
    WHEN 'l1_small' THEN 'l1_small' WHEN 'persistent' THEN 'persistent' ELSE 'program' END AS part,
  a.* FROM worst w JOIN address_map a ON a.which = w.run AND a.run = w.run AND a.device = w.device
  WHERE a.role IN ('lives', 'captured', 'region') AND a.bytes_per_core NOT NULL
    -- devices on the same chip have its program each
    AND (a.role <> 'region' OR (w.program_bytes > 0
      AND (a.captured_op IS NULL OR a.captured_op IS w.captured_op)
      AND a.handle = (SELECT min(h.handle) FROM address_map h WHERE h.which = a.which
        AND h.device = a.device AND h.role = 'region')))
    AND NOT EXISTS (SELECT 1 FROM buffer b JOIN cores c ON c.run = b.run AND c.id = b.cores
      WHERE a.role = 'lives' AND b.run = a.run AND b.buffer = a.id AND b.kind = a.owner_kind
        AND b.address = a.address AND b.own_part NOT NULL AND b.per_core
        AND NOT covers(c.cores, w.core_x, w.core_y, w.core_x, w.core_y))),
named AS (SELECT run, part, owner_kind, owner, bytes_per_core, callsite, tensor, variable, note, id,
  address, kernels FROM held WHERE (SELECT kind FROM window) IS NULL
    OR (part = 'l1_small') = ((SELECT kind FROM window) = 'l1_small')),
asked AS (SELECT w.run, p.part, CASE p.part WHEN 'buffer' THEN w.buffer_bytes WHEN 'l1_small'
  THEN w.l1_small_bytes WHEN 'program' THEN w.program_bytes ELSE w.persistent_bytes END AS bytes
  FROM worst w CROSS JOIN (SELECT 'buffer' AS part UNION ALL SELECT 'l1_small' UNION ALL
    SELECT 'program' UNION ALL SELECT 'persistent') p),
missing AS (SELECT a.run, a.part, a.bytes - (SELECT coalesce(sum(n.bytes_per_core), 0) FROM named n
    WHERE n.run = a.run AND n.part = a.part) AS bytes FROM asked a),
every AS (SELECT * FROM named UNION ALL
  SELECT run, part, NULL, NULL, bytes, NULL, NULL, NULL,
    iif(bytes < 0, 'addresses that several devices use', 'not known whose'), NULL, NULL, NULL
  FROM missing WHERE bytes <> 0)
SELECT e.run, w.device, w.core_x, w.core_y, w.time_ns, w.op, e.part, e.bytes_per_core,
  round(100.0 * e.bytes_per_core / w.peak_bytes, 3) AS share_percent, e.owner_kind, e.owner,
  e.callsite, e.tensor, e.variable, e.note, e.id, e.address, e.kernels
FROM every e JOIN worst w ON w.run = e.run
ORDER BY e.run, e.bytes_per_core DESC, e.part, e.address, e.id, e.owner_kind, e.note
