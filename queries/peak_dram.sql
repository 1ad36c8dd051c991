-- The peak of each device's DRAM banks: bytes are those of one bank, since all banks are alike.
-- of table buffer_form and buffer_row: view buffer asks for uses, too
WITH dram AS (SELECT r.run, f.handle, r.alloc_ns, r.life_ns, f.bytes_per_core
  FROM buffer_row r CROSS JOIN buffer_form f ON f.run = r.run AND f.form = r.form
  WHERE f.kind = 'dram' AND f.bytes_per_core NOT NULL),
event AS (SELECT run, handle, alloc_ns AS time_ns, bytes_per_core AS bytes FROM dram
  UNION ALL
  SELECT run, handle, alloc_ns + life_ns, -bytes_per_core FROM dram WHERE life_ns NOT NULL
  UNION ALL
  SELECT run, handle, open_ns, 0 FROM device),
step AS (SELECT run, handle, time_ns, sum(bytes) AS bytes FROM event GROUP BY run, handle, time_ns),
held AS (SELECT run, handle, time_ns, sum(bytes) OVER (PARTITION BY run, handle ORDER BY time_ns
    ROWS UNBOUNDED PRECEDING) AS bytes,
  lead(time_ns) OVER (PARTITION BY run, handle ORDER BY time_ns) AS until_ns FROM step),
instants AS (SELECT run, handle, time_ns, bytes FROM held h
  WHERE h.time_ns < (SELECT s.end_ns FROM span s WHERE s.run = h.run AND s.begin_ns <= h.time_ns
    ORDER BY s.begin_ns DESC LIMIT 1)
  UNION ALL
  SELECT h.run, h.handle, s.begin_ns, h.bytes FROM held h
  JOIN device d ON d.run = h.run AND d.handle = h.handle
  JOIN span s ON s.run = h.run AND s.begin_ns > h.time_ns
    AND s.begin_ns <= coalesce(h.until_ns, d.close_ns, 9223372036854775807)),
ranked AS (SELECT *, row_number() OVER (PARTITION BY run, handle ORDER BY bytes DESC, time_ns) AS nth
  FROM instants)
SELECT p.run, CAST(d.chips AS INTEGER) AS device, NULL AS core_x, NULL AS core_y,
  p.bytes AS peak_bytes, p.time_ns, p.bytes AS buffer_bytes, 0 AS l1_small_bytes,
  0 AS program_bytes, NULL AS headroom_bytes, d.dram_base AS reserved_bytes,
  d.dram_base + d.dram_bank_bytes AS capacity_bytes, NULL AS op, NULL AS name,
  0 AS persistent_bytes, d.mesh, d.chips, d.dram_bank_count AS bank_count, d.handle
FROM window w CROSS JOIN ranked p JOIN device d ON d.run = p.run AND d.handle = p.handle
WHERE p.nth = 1 AND (w.device IS NULL OR instr(',' || d.chips || ',', ',' || w.device || ','))
ORDER BY p.run, p.handle;
