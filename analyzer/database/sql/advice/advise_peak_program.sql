-- The op that ran on the fullest core of an opening at its peak, and its program.
-- Of a replay the captured launch that makes the peak. No row: none ran.
SELECT o.op, o.program, f.program_bytes, f.peak_bytes, f.core_x, f.core_y, o.time_ns, f.device,
  n.text AS name, shown_callsite(c.callsite) AS callsite, f.op AS peak_op
FROM fullest f JOIN op o ON o.run = f.run AND o.opening = f.opening
  AND o.op = coalesce(f.captured_op, f.op)
LEFT JOIN string n ON n.run = o.run AND n.id = coalesce(o.name, o.type)
LEFT JOIN callsite c ON c.run = o.run AND c.id = o.callsite
WHERE f.run = ?1 AND f.opening = ?2 AND o.program NOT NULL AND f.program_bytes > 0
