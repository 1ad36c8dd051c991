-- Groups of cores whose whole history is the same: those that are in one class at the end. place: 1
-- for the fullest of an opening; core_x, core_y: its first core.
CREATE TEMP TABLE perfetto_group AS
WITH leaf AS (SELECT run, opening, core_x, core_y, max(class) AS grp FROM class_core
  GROUP BY run, opening, core_x, core_y),
core AS (SELECT l.run, l.opening, p.device, l.grp, l.core_x, l.core_y, p.peak_bytes, p.time_ns,
  row_number() OVER (PARTITION BY l.run, l.opening, l.grp ORDER BY l.core_y, l.core_x) AS nth,
  count(*) OVER (PARTITION BY l.run, l.opening, l.grp) AS cores
  FROM peak p CROSS JOIN leaf l ON l.run = p.run AND l.opening = p.opening
    AND l.core_x = p.core_x AND l.core_y = p.core_y)
SELECT run, opening, device, grp, core_x, core_y, cores,
  row_number() OVER (PARTITION BY run, opening
    ORDER BY peak_bytes DESC, time_ns, core_y, core_x) AS place
FROM core WHERE nth = 1;
-- The classes that these cores were in, one after the other.
CREATE TEMP TABLE perfetto_class (run INTEGER, class INTEGER, grp INTEGER,
  PRIMARY KEY (run, class, grp)) WITHOUT ROWID;
