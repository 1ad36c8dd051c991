-- Which devices cover an opening's chip.
SELECT d.handle, o.opening FROM device d JOIN opening o ON o.run = d.run
  AND instr(',' || d.chips || ',', ',' || o.device || ',') AND d.open_ns >= o.open_ns
  AND (o.close_ns IS NULL OR d.open_ns <= o.close_ns)
WHERE d.run = ?1 ORDER BY d.handle, o.opening
