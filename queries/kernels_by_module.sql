-- The largest program that each module, or phase, runs against the KERNEL_CONFIG ring, largest first.
-- programs: those that were launched, captured or compiled in it; compiled: how many of its kernels
-- were compiled in it and not before; compiled_pass: the last of its passes that compiled one, so that
-- a late one says that programs are not found in the cache. Without a name: those of none.
-- keep: module, compiled, compiled_pass
-- hide: run, note, program_text_bytes, program_config_bytes, program
WITH kernel_of AS (SELECT run, device, program, op, kernel, program_bytes, program_text_bytes,
  program_config_bytes, ring_bytes, left_bytes, note, time_ns,
  sum(risc IS NOT 'trisc1' AND risc IS NOT 'trisc2') OVER (PARTITION BY run, device, program, time_ns)
    AS compiled,
  row_number() OVER (PARTITION BY run, device, program
    ORDER BY text_bytes DESC, kernel, risc, cores, time_ns) AS nth,
  row_number() OVER (PARTITION BY run, device, program, time_ns ORDER BY kernel, risc, cores) AS once
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
placed AS (SELECT e.run, e.device, e.program, m.path, sum(e.compiled) AS compiled,
  max(iif(e.compiled, e.time_ns, NULL)) AS last_ns
  FROM event e LEFT JOIN marked m ON m.what IN ('kernel', 'op') AND m.what = e.what
    AND m.run = e.run AND m.time_ns = e.time_ns
  GROUP BY e.run, e.device, e.program, m.path),
each AS (SELECT p.run, p.device, p.program, m.name AS module, sum(p.compiled) AS compiled,
  max(p.last_ns) AS last_ns
  FROM placed p LEFT JOIN open_mark m ON m.run = p.run AND m.path = p.path
  GROUP BY p.run, p.device, p.program, m.name),
largest AS (SELECT e.module, k.*, count(*) OVER by_module AS programs,
  sum(e.compiled) OVER by_module AS all_compiled,
  max(e.last_ns) OVER by_module AS all_last_ns,
  row_number() OVER (PARTITION BY e.run, e.device, e.module
    ORDER BY k.program_bytes IS NULL, k.program_bytes DESC, k.program) AS nth_of_module
  FROM each e JOIN kernel_of k ON k.run = e.run AND k.device = e.device AND k.program = e.program
    AND k.nth = 1
  WINDOW by_module AS (PARTITION BY e.run, e.device, e.module))
SELECT l.run, l.module, c.passes, l.device, l.programs, l.all_compiled AS compiled,
  (SELECT nullif(count(*), 0) FROM phase p WHERE p.run = l.run AND p.kind = 'mark' AND p.name = l.module
    AND p.begin_ns <= l.all_last_ns AND (p.end_ns IS NULL OR p.end_ns > p.begin_ns)) AS compiled_pass,
  l.program_bytes, l.ring_bytes, round(100.0 * l.program_bytes / l.ring_bytes, 1) AS ring_percent,
  l.left_bytes, l.program, l.op, l.kernel AS largest_kernel, l.program_text_bytes, l.program_config_bytes, l.note
FROM largest l LEFT JOIN mark_called c ON c.run = l.run AND c.name = l.module
WHERE l.nth_of_module = 1
ORDER BY l.run, l.program_bytes DESC, compiled DESC, c.first_ns, l.module, l.device;
