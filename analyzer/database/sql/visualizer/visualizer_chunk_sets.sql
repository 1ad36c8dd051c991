-- The cores of each chip, and which of them are in the sets of buffers that are not on all
CREATE TEMP TABLE exported_core AS
WITH RECURSIVE grid AS (SELECT c.run, c.device_id, min(d.grid_x, 256) AS wide,
    min(d.grid_y, 256) AS high
  FROM exported_chip c JOIN opening o ON o.run = c.run AND o.opening = c.opening
  JOIN device d ON d.run = o.run AND d.handle = o.handle),
x(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM x WHERE n < 255)
SELECT g.run, g.device_id, x.n AS core_x, y.n AS core_y, y.n * g.wide + x.n AS bank_id
FROM grid g JOIN x ON x.n < g.wide JOIN x y ON y.n < g.high;
CREATE INDEX temp.exported_core_of ON exported_core (run, device_id, core_x, core_y);
CREATE TEMP TABLE exported_range AS
WITH RECURSIVE part(run, id, rest, one) AS (
  SELECT k.run, k.id, k.cores || ' ', NULL FROM cores k
  WHERE EXISTS (SELECT 1 FROM exported_buffer b WHERE b.run = k.run AND b.cores = k.id
    AND b.per_core)
  UNION ALL SELECT run, id, substr(rest, instr(rest, ' ') + 1),
    substr(rest, 1, instr(rest, ' ') - 1)
  FROM part WHERE rest <> ''),
corner AS (SELECT run, id, substr(one, 1, instr(one, '-') - 1) AS a,
    substr(one, instr(one, '-') + 1) AS b
  FROM part WHERE one NOT NULL)
SELECT run, id, CAST(a AS INTEGER) AS x0, CAST(substr(a, instr(a, ',') + 1) AS INTEGER) AS y0,
  CAST(b AS INTEGER) AS x1, CAST(substr(b, instr(b, ',') + 1) AS INTEGER) AS y1 FROM corner;
CREATE INDEX temp.exported_range_of ON exported_range (run, id)
