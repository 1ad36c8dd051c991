-- The window: what the views are about, in one row. NULL: no limit. After
--   UPDATE "window" SET mark = 'decode';
-- the views peak, timeline, timeline_core, ops, frag, buffers, leaks, sizes, kernels, failures and
-- what is made of them answer for that window. ACCOUNTING.md says what each takes from it.

CREATE TABLE window (       -- what the views are about
  from_ns INTEGER,              -- instants from here on
  to_ns INTEGER,                -- instants before this
  from_percent REAL,            -- the same in percent of the run's duration
  to_percent REAL,              -- the same in percent of the run's duration
  mark TEXT,                    -- instants in any pass of this mark
  device INTEGER,               -- this chip
  op,                           -- launches and replays with this number, or this name
  core_x0 INTEGER,              -- cores from this column
  core_y0 INTEGER,              -- and this row
  core_x1 INTEGER,              -- to this column
  core_y1 INTEGER,              -- and this row
  kind TEXT                     -- l1, l1_small: only that memory
);
INSERT INTO window DEFAULT VALUES;

CREATE TABLE span (         -- the window in time: [begin, end), disjoint
  run INTEGER,                  -- number of the run
  begin_ns INTEGER,             -- the first instant
  end_ns INTEGER,               -- the first instant that is not in it
  PRIMARY KEY (run, begin_ns)
) WITHOUT ROWID;

CREATE TABLE window_launch (  -- launches of the window's op, on each chip
  run INTEGER,                  -- number of the run
  opening INTEGER,              -- number of the chip's opening
  first_seq INTEGER,            -- first of its changes
  last_seq INTEGER,             -- last of them
  first_block INTEGER,          -- block of the first of them: see change_shared
  last_block INTEGER,           -- block of the last of them
  op INTEGER,                   -- number of the launch
  name INTEGER,                 -- string: its name
  time_ns INTEGER,              -- when
  PRIMARY KEY (run, opening, first_block, first_seq)
) WITHOUT ROWID;

-- Passes that overlap, nest or touch are one span.
CREATE VIEW window_span AS
WITH bound AS (SELECT r.run, r.duration_ns, w.mark,
  coalesce(w.from_ns, CAST(w.from_percent / 100 * r.duration_ns AS INTEGER),
    -9223372036854775808) AS from_ns,
  coalesce(w.to_ns, CAST(w.to_percent / 100 * r.duration_ns AS INTEGER),
    9223372036854775807) AS to_ns FROM run r JOIN window w),
pass AS (SELECT p.run, p.rowid AS id, p.begin_ns,
  coalesce(p.end_ns, 9223372036854775807) AS end_ns FROM phase p JOIN window w ON p.name = w.mark
  WHERE p.kind = 'mark'),
before AS (SELECT *, max(end_ns) OVER (PARTITION BY run ORDER BY begin_ns, id
  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_ns FROM pass),
part AS (SELECT *, sum(before_ns IS NULL OR before_ns < begin_ns) OVER (PARTITION BY run
  ORDER BY begin_ns, id ROWS UNBOUNDED PRECEDING) AS part FROM before),
joined AS (SELECT run, min(begin_ns) AS begin_ns, max(end_ns) AS end_ns FROM part
  GROUP BY run, part),
cut AS (SELECT b.run, b.duration_ns, max(b.from_ns, coalesce(j.begin_ns, b.from_ns)) AS begin_ns,
  min(b.to_ns, coalesce(j.end_ns, b.to_ns)) AS end_ns
  FROM bound b LEFT JOIN joined j ON j.run = b.run WHERE b.mark IS NULL OR j.run NOT NULL)
SELECT run, begin_ns, end_ns FROM cut WHERE begin_ns < end_ns AND begin_ns <= duration_ns;

CREATE VIEW in_time AS      -- changes that are instants of the window's time
SELECT * FROM change c
WHERE c.event <> 'held' AND c.time_ns < (SELECT s.end_ns FROM span s WHERE s.run = c.run
  AND s.begin_ns <= c.time_ns ORDER BY s.begin_ns DESC LIMIT 1);

-- Launches and replays in the window's time. One that changed nothing on a chip has a row 'held'.
CREATE VIEW launch_in_time AS
SELECT * FROM change c
WHERE (c.event IN ('launch', 'replay') OR (c.event = 'held' AND c.op NOT NULL))
  AND c.time_ns < (SELECT s.end_ns FROM span s WHERE s.run = c.run
  AND s.begin_ns <= c.time_ns ORDER BY s.begin_ns DESC LIMIT 1);

CREATE TRIGGER window_is_set AFTER UPDATE ON window BEGIN
  DELETE FROM span;
  INSERT INTO span SELECT run, begin_ns, end_ns FROM window_span;
  DELETE FROM window_launch;
  INSERT INTO window_launch
  SELECT c.run, c.opening, min(c.seq), max(c.seq), min(c.block), max(c.block), c.op, c.name,
    c.time_ns
  FROM launch_in_time c LEFT JOIN string n ON n.run = c.run AND n.id = c.name
  WHERE new.op NOT NULL AND new.op IN (c.op, coalesce(n.text, c.event))
  GROUP BY c.run, c.opening, c.op, c.name, c.time_ns;
END;
