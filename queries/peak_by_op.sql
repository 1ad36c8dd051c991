-- What each op held at its worst, the fullest first; a captured launch runs at each replay.
WITH replay AS (SELECT id, min(replay) AS replay, min(time_ns) AS time_ns
  FROM replayed_in_time GROUP BY id),
pair AS (SELECT DISTINCT run, op, device, replay FROM replayed_in_time),
used AS (SELECT run, device, coalesce(name, kind) AS name, op, time_ns, peak_bytes, buffer_bytes,
  l1_small_bytes, program_bytes, persistent_bytes, headroom_bytes, kind = 'launch' AS launches,
  kind = 'captured' AS captured, kind = 'replay' AS replayed, kind = 'failed' AS failed FROM ops
  UNION ALL
  SELECT r.run, r.device, coalesce(n.text, 'captured'), r.op, y.time_ns, r.total_bytes,
  r.buffer_bytes, r.l1_small_bytes, r.program_bytes, r.persistent_bytes, NULL, 0, 0, 0, 0
  FROM window w CROSS JOIN replay y JOIN replayed r ON r.rowid = y.id
  LEFT JOIN string n ON n.run = r.run AND n.id = r.name
  WHERE r.runs AND (w.op IS NULL OR w.op IN (r.op, n.text))
    AND (w.device IS NULL OR w.device = r.device)
    AND (w.core_x0 IS NULL OR EXISTS (SELECT 1 FROM class_core k WHERE k.run = r.run
      AND k.class = r.class AND k.core_x BETWEEN w.core_x0 AND w.core_x1
      AND k.core_y BETWEEN w.core_y0 AND w.core_y1))
  UNION ALL
  SELECT o.run, o.device, coalesce(o.op_name, 'captured'), o.op, NULL, NULL, NULL, NULL, NULL,
  NULL, NULL, 0, 0, 1, 0
  FROM window w CROSS JOIN pair p
  JOIN op_of_any_time o ON o.run = p.run AND o.op = p.op AND o.device = p.device
  WHERE (w.op IS NULL OR w.op IN (o.op, o.op_name)) AND (w.device IS NULL OR w.device = o.device)),
ranked AS (SELECT *,
  row_number() OVER (PARTITION BY run, name, device
    ORDER BY peak_bytes IS NULL, peak_bytes DESC, time_ns, op) AS nth,
  min(headroom_bytes) OVER by_op AS least_bytes, sum(launches) OVER by_op AS all_launches,
  sum(captured) OVER by_op AS all_captured, sum(replayed) OVER by_op AS all_replayed,
  sum(failed) OVER by_op AS all_failed
  FROM used WINDOW by_op AS (PARTITION BY run, name, device))
SELECT run, name, device, all_launches AS launches, peak_bytes, op, time_ns, buffer_bytes,
  l1_small_bytes, program_bytes, persistent_bytes, least_bytes AS headroom_bytes,
  all_captured AS captured, all_replayed AS replayed, all_failed AS failed
FROM ranked WHERE nth = 1
ORDER BY run, peak_bytes DESC, name, device;
