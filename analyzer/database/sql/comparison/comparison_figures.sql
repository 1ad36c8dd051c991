-- The figures of all runs that were loaded. Sizes of kernels that a stand-in compiler made are
-- not real.
INSERT INTO figure SELECT f.run, f.what, f.device, f.name, f.measure,
  iif(f.measure = 'kernel_text_bytes' AND r.mock LIKE '%compiler=stand-in%', NULL, f.value),
  f.op_name, s.site
FROM figures f JOIN run r ON r.run = f.run
LEFT JOIN op_row o ON o.run = f.run AND o.op = f.at_op AND o.part = 0
LEFT JOIN op_form m ON m.run = o.run AND m.form = o.form
LEFT JOIN callsite c ON c.run = m.run AND c.id = m.callsite
LEFT JOIN compared_site s ON s.run = c.run AND s.callsite = c.callsite;
-- Leaks by call site without its line: lines move when others are added above them.
INSERT INTO figure_site SELECT l.run, 'leak', l.device,
  l.kind || ', ' || l.reason || ', ' || coalesce(s.site_key, 'unknown'), l.callsite, count(*),
  sum(l.bytes_per_core)
FROM leaks l LEFT JOIN compared_site s ON s.run = l.run AND s.callsite = l.callsite
WHERE l.kind IN ('l1', 'l1_small')
GROUP BY l.run, l.device, l.kind, l.reason, s.site_key, l.callsite;
INSERT INTO figure SELECT run, what, device, name, m.column1,
  iif(m.column1 = 'count', sum(count), sum(bytes_per_core)), NULL, NULL
FROM figure_site, (VALUES ('count'), ('bytes_per_core')) AS m
WHERE what = 'leak' GROUP BY run, what, device, name, m.column1;
INSERT INTO figure_site SELECT f.run, 'failure', f.device, f.kind, c.callsite, count(*), NULL
FROM failures f LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
GROUP BY f.run, f.device, f.kind, c.callsite
