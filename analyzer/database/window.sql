-- The window: one row says what the views are about. After
--   UPDATE "window" SET mark = 'decode';
-- the views peak, timeline, timeline_core, ops, frag, buffers, leaks, sizes,
-- kernels, failures and what is made of them answer for that window.
-- ACCOUNTING.md says what each takes from it.

CREATE TABLE window (
  -- The row says what the views are about.
  from_ns INTEGER,              -- Instants from this time in ns on count. NULL
                                -- means no limit.
  to_ns INTEGER,                -- Instants before this time in ns count. NULL
                                -- means no limit.
  from_percent REAL,            -- It is the same begin, in percent of the run's
                                -- duration. NULL means no limit.
  to_percent REAL,              -- It is the same end, in percent of the run's
                                -- duration. NULL means no limit.
  mark TEXT,                    -- Instants in any pass of this mark count. NULL
                                -- means no limit.
  device INTEGER,               -- Only this chip counts. NULL means all.
  op,                           -- Launches and replays with this number, or
                                -- this name, count. NULL means no limit.
  core_x0 INTEGER,              -- Cores from this column on count. NULL means
                                -- no limit.
  core_y0 INTEGER,              -- Cores from this row on count. NULL means no
                                -- limit.
  core_x1 INTEGER,              -- Cores up to this column count. NULL means no
                                -- limit.
  core_y1 INTEGER,              -- Cores up to this row count. NULL means no
                                -- limit.
  kind TEXT                     -- Only this memory counts: l1, l1_small. NULL
                                -- means both.
);
INSERT INTO window DEFAULT VALUES;

CREATE TABLE span (
  -- A row is a stretch of the window in time; stretches are disjoint.
  run INTEGER,                  -- The row belongs to this run (run.run).
  begin_ns INTEGER,             -- Its first instant is at this time in ns.
  end_ns INTEGER,               -- The first instant after it is at this time in
                                -- ns.
  PRIMARY KEY (run, begin_ns)
) WITHOUT ROWID;

CREATE TABLE window_launch (
  -- A row is a launch of the window's op on a chip.
  run INTEGER,                  -- The row belongs to this run (run.run).
  opening INTEGER,              -- The chip is open in this opening.
  first_seq INTEGER,            -- Its first change has this seq.
  last_seq INTEGER,             -- Its last change has this seq.
  first_block INTEGER,          -- The first change is in this block
                                -- (change_shared.block).
  last_block INTEGER,           -- The last change is in this block
                                -- (change_shared.block).
  op INTEGER,                   -- The launch has this number.
  name INTEGER,                 -- The op has this name (string.id).
  time_ns INTEGER,              -- It was launched at this time in ns.
  PRIMARY KEY (run, opening, first_block, first_seq)
) WITHOUT ROWID;

-- A row is a stretch of the window, as table span keeps it. Passes that
-- overlap, nest or touch are one.
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

-- A row is a change that is an instant of the window's time.
CREATE VIEW in_time AS
SELECT * FROM change c
WHERE c.event <> 'held' AND c.time_ns < (SELECT s.end_ns FROM span s WHERE s.run = c.run
  AND s.begin_ns <= c.time_ns ORDER BY s.begin_ns DESC LIMIT 1);

-- A row is a launch or replay in the window's time. One that changed nothing on
-- a chip has a row 'held'.
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
