-- A line through which its callers run ops of many names, of those that pieces of advice name.
-- Of a line with many ops of its own each caller runs all..
WITH site AS (SELECT run, id, shown_callsite(callsite) AS site FROM callsite),
line AS (SELECT run, id, substr(site, 1, instr(site || '; ', '; ') - 1) AS line,
  substr(site, instr(site || '; ', '; ') + 2) AS outside FROM site),
ran AS MATERIALIZED (SELECT DISTINCT run, callsite, name FROM op_shared WHERE name NOT NULL),
called AS MATERIALIZED (SELECT l.line, r.name,
    substr(l.outside, 1, instr(l.outside || '; ', '; ') - 1) AS caller
  FROM ran r JOIN line l ON l.run = r.run AND l.id = r.callsite WHERE l.outside <> ''),
of_caller AS (SELECT line, count(DISTINCT name) AS names FROM called GROUP BY line, caller),
most AS MATERIALIZED (SELECT line, max(names) AS names FROM of_caller GROUP BY line)
SELECT c.line, count(DISTINCT c.name) AS all_names FROM called c JOIN most m ON m.line = c.line
WHERE EXISTS (SELECT 1 FROM advice a WHERE substr(a.callsite, 1, length(c.line)) = c.line)
GROUP BY c.line HAVING all_names > 2 AND all_names > max(m.names)
ORDER BY all_names DESC, c.line LIMIT 1
