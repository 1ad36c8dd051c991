-- The largest program that each pass of each mark runs against the KERNEL_CONFIG ring, by time.
-- programs: those that were launched, captured or compiled in it; compiled: how many of its kernels
-- were compiled in it and not before: a late pass that compiles does not find its programs in the
-- cache. Without a name: those of none.
-- tree: mark
-- keep: mark, pass, compiled
-- hide: run, end_ns, begin_ns, depth, note, program_text_bytes, program_config_bytes, program
WITH kernel_of AS MATERIALIZED (SELECT run, device, program, op, kernel, program_bytes,
  program_text_bytes, program_config_bytes, ring_bytes, left_bytes, note, time_ns,
  sum(risc IS NOT 'trisc1' AND risc IS NOT 'trisc2')
    OVER (PARTITION BY run, device, program, time_ns) AS compiled,
  row_number() OVER (PARTITION BY run, device, program
    ORDER BY text_bytes DESC, kernel, risc, cores, time_ns) AS nth,
  row_number() OVER (PARTITION BY run, device, program, time_ns ORDER BY kernel, risc, cores)
    AS once
  FROM kernels),
event AS (
  SELECT 'kernel' AS what, k.run, k.device, k.program, k.time_ns, k.compiled
  FROM window w CROSS JOIN kernel_of k
  WHERE k.once = 1 AND (w.device IS NULL OR w.device = k.device)
    AND k.time_ns < (SELECT s.end_ns FROM span s WHERE s.run = k.run AND s.begin_ns <= k.time_ns
      ORDER BY s.begin_ns DESC LIMIT 1)
  UNION ALL
  SELECT 'op', run, device, program, time_ns, 0 FROM ops WHERE program NOT NULL
  UNION ALL
  SELECT 'op', o.run, o.device, o.program, o.time_ns, 0 FROM window w CROSS JOIN replayed_in_time r
  JOIN op o ON o.run = r.run AND o.op = r.op AND o.opening = r.opening
  LEFT JOIN string s ON s.run = o.run AND s.id = o.name
  WHERE (w.op IS NULL OR w.op IN (o.op, s.text)) AND (w.device IS NULL OR w.device = o.device)),
placed AS (SELECT e.run, e.device, e.program, m.stretch_ns, sum(e.compiled) AS compiled
  FROM event e LEFT JOIN marked m ON m.what IN ('kernel', 'op') AND m.what = e.what
    AND m.run = e.run AND m.time_ns = e.time_ns
  GROUP BY e.run, e.device, e.program, m.stretch_ns),
each AS (SELECT p.run, p.device, p.program, o.place, sum(p.compiled) AS compiled
  FROM placed p LEFT JOIN open_pass o ON o.run = p.run AND o.stretch_ns = p.stretch_ns
  GROUP BY p.run, p.device, p.program, o.place),
largest AS (SELECT e.place, k.*, count(*) OVER in_pass AS programs,
  sum(e.compiled) OVER in_pass AS all_compiled,
  row_number() OVER (PARTITION BY e.run, e.device, e.place
    ORDER BY k.program_bytes IS NULL, k.program_bytes DESC, k.program) AS nth_of_pass
  FROM each e JOIN kernel_of k ON k.run = e.run AND k.device = e.device AND k.program = e.program
    AND k.nth = 1
  WINDOW in_pass AS (PARTITION BY e.run, e.device, e.place))
SELECT l.run, p.mark, p.pass, l.device, l.programs, l.all_compiled AS compiled, l.program_bytes,
  l.ring_bytes, round(100.0 * l.program_bytes / l.ring_bytes, 1) AS ring_percent, l.left_bytes,
  l.program, l.op, l.kernel AS largest_kernel, l.program_text_bytes, l.program_config_bytes, l.note,
  p.begin_ns, p.end_ns, p.depth
FROM largest l LEFT JOIN mark_pass p ON p.run = l.run AND p.place = l.place
WHERE l.nth_of_pass = 1 ORDER BY l.run, l.place, l.device;
