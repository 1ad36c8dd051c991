-- Views over the tables: one for each question, so that queries and filters
-- stay short. Where no window limits a question, l1analyze replaces some of
-- them (sql/database, views of whole runs): whoever changes one here changes it
-- there. The list of columns (columns.sql) says what theirs mean.

-- A row is a run with its clock. A row's time_ns + after_ns lines up with that
-- of another run's row. Hosts' clocks agree as well as they are kept (NTP:
-- milliseconds); runs of one host have the same clock.
CREATE VIEW run_clock AS
SELECT run, rank, host, pid, wall_ns, wall_ns - min(wall_ns) OVER () AS after_ns FROM run;

-- A row is a change of what a core class holds, numbered by seq. Events `open`
-- and `held` are no change, but a state.
CREATE VIEW change AS
SELECT c.run, k.opening, k.class, k.device, k.core_x, k.core_y, c.time_ns,
  CASE c.event WHEN 0 THEN 'open' WHEN 1 THEN 'held' WHEN 2 THEN 'alloc' WHEN 3 THEN 'free'
    WHEN 4 THEN 'launch' WHEN 5 THEN 'replay' WHEN 6 THEN 'program gone' END AS event,
  c.buffer_bytes, c.l1_small_bytes, c.program_bytes, c.buffer_bytes + c.l1_small_bytes
    + c.program_bytes + c.persistent_bytes AS total_bytes,
  c.resident_bytes, c.persistent_bytes, c.op, c.name, c.headroom_bytes, c.held_ns, c.held_seqs,
  c.block, c.block + k.nth AS seq
FROM change_shared c CROSS JOIN change_class k ON k.run = c.run AND k.classes = c.classes;

-- The row has the number of the last change of all runs, after which those of
-- the next run are numbered.
CREATE VIEW last_change AS
SELECT coalesce(max(c.block + k.nth), 0) AS seq
FROM change_shared c JOIN change_class k ON k.run = c.run AND k.classes = c.classes
WHERE c.run = (SELECT max(run) FROM change_shared)
  AND c.block = (SELECT max(n.block) FROM change_shared n WHERE n.run = c.run);

-- A row is the worst moment of a chip within one pass of a mark.
CREATE VIEW mark_peak AS
SELECT m.run, m.name, m.thread, m.begin_ns, m.end_ns, k.opening, k.device, m.core_x, m.core_y,
  m.peak_bytes, m.time_ns, m.buffer_bytes, m.l1_small_bytes, m.program_bytes, m.headroom_bytes,
  m.op, m.op_name, m.persistent_bytes
FROM mark_peak_shared m CROSS JOIN chip_list k ON k.run = m.run AND k.chips = m.chips;

-- A row is what a pass has in common with a span of the window that does not
-- hold the whole pass.
CREATE VIEW pass_part AS
SELECT p.run, p.name, p.thread, p.begin_ns, p.end_ns, s.begin_ns AS span_ns,
  max(p.begin_ns, s.begin_ns) AS from_ns,
  min(s.end_ns, coalesce(p.end_ns, 9223372036854775807)) AS until_ns
FROM window_is i CROSS JOIN phase p CROSS JOIN span s ON s.run = p.run
  AND s.begin_ns >= coalesce((SELECT max(x.begin_ns) FROM span x WHERE x.run = p.run
    AND x.begin_ns <= p.begin_ns), p.begin_ns)
  AND s.begin_ns < coalesce(p.end_ns, 9223372036854775807) AND s.end_ns > p.begin_ns
WHERE i.timed AND p.kind = 'mark' AND (p.end_ns IS NULL OR p.end_ns > p.begin_ns)
  AND (p.begin_ns < s.begin_ns OR coalesce(p.end_ns, 9223372036854775807) > s.end_ns);

-- A row is an instant of such a part on a class. What is held when the part
-- begins is its first instant.
CREATE VIEW pass_part_instant AS
WITH part AS MATERIALIZED (SELECT * FROM pass_part),
placed AS (SELECT c.*, (SELECT max(s.begin_ns) FROM span s WHERE s.run = c.run
  AND s.begin_ns <= c.time_ns) AS span_ns
  FROM window_is i CROSS JOIN in_time c WHERE i.timed AND EXISTS (SELECT 1 FROM part))
SELECT p.run, p.name, p.thread, p.begin_ns, p.end_ns, c.opening, c.device, c.core_x, c.core_y,
  c.total_bytes AS peak_bytes, c.time_ns, c.buffer_bytes, c.l1_small_bytes, c.program_bytes,
  c.headroom_bytes, c.op, c.name AS op_name, c.persistent_bytes
FROM placed c JOIN part p ON p.run = c.run AND p.span_ns = c.span_ns
  AND c.time_ns >= p.from_ns AND c.time_ns < p.until_ns
UNION ALL
SELECT p.run, p.name, p.thread, p.begin_ns, p.end_ns, c.opening, c.device, c.core_x, c.core_y,
  c.buffer_bytes + c.l1_small_bytes + c.persistent_bytes, p.from_ns, c.buffer_bytes,
  c.l1_small_bytes, 0, NULL, NULL, NULL, c.persistent_bytes
FROM window_is i CROSS JOIN change c CROSS JOIN span s ON s.run = c.run
  AND s.begin_ns >= coalesce((SELECT max(x.begin_ns) FROM span x WHERE x.run = c.run
    AND x.begin_ns <= c.time_ns), c.time_ns)
  AND s.begin_ns <= c.time_ns + coalesce(c.held_ns, 9223372036854775807 - c.time_ns)
JOIN part p ON p.run = c.run AND p.span_ns = s.begin_ns AND p.from_ns > c.time_ns
  AND p.from_ns <= c.time_ns + coalesce(c.held_ns, 9223372036854775807 - c.time_ns)
WHERE i.timed AND c.event <> 'replay' AND EXISTS (SELECT 1 FROM part);

-- A row is the worst moment of a chip within what one pass of a mark has in
-- common with the window, with the device's numbers and the op's name. A pass
-- that lies in the window has the row of mark_peak.
CREATE VIEW mark_peak_in_window AS
WITH held AS (SELECT m.* FROM window_is i CROSS JOIN mark_peak m
  WHERE m.name NOT NULL AND (NOT i.timed OR coalesce(m.end_ns, 9223372036854775807) <=
    (SELECT s.end_ns FROM span s WHERE s.run = m.run AND s.begin_ns <= m.begin_ns
    ORDER BY s.begin_ns DESC LIMIT 1))),
ranked AS (SELECT run, name, thread, begin_ns, end_ns, opening, device, core_x, core_y, peak_bytes,
  time_ns, buffer_bytes, l1_small_bytes, program_bytes, min(headroom_bytes) OVER (PARTITION BY run,
    name, thread, begin_ns, end_ns, opening) AS least_bytes, op, op_name, persistent_bytes,
  row_number() OVER (PARTITION BY run, name, thread, begin_ns, end_ns, opening
    ORDER BY peak_bytes DESC, time_ns, core_y, core_x) AS nth
  FROM pass_part_instant WHERE name NOT NULL),
found AS (SELECT * FROM held
  UNION ALL
  SELECT run, name, thread, begin_ns, end_ns, opening, device, core_x, core_y, peak_bytes, time_ns,
  buffer_bytes, l1_small_bytes, program_bytes, least_bytes, op, op_name, persistent_bytes
  FROM ranked WHERE nth = 1)
SELECT m.*, d.unreserved_base AS reserved_bytes, d.l1_bytes AS capacity_bytes, s.text AS op_text
FROM window w CROSS JOIN found m
JOIN opening o ON o.run = m.run AND o.opening = m.opening
LEFT JOIN device d ON d.run = o.run AND d.handle = o.handle
LEFT JOIN string s ON s.run = m.run AND s.id = m.op_name
WHERE w.device IS NULL OR w.device = m.device;

-- A row says how often a mark was open for any time of the window, and since
-- when it was open at all.
CREATE VIEW mark_called AS
SELECT p.run, p.name, count(*) FILTER (WHERE NOT i.timed OR p.begin_ns <
    (SELECT s.end_ns FROM span s WHERE s.run = p.run
    AND s.begin_ns < coalesce(p.end_ns, 9223372036854775807)
    ORDER BY s.begin_ns DESC LIMIT 1)) AS passes, min(p.begin_ns) AS first_ns
FROM window_is i CROSS JOIN phase p
WHERE p.kind = 'mark' AND (p.end_ns IS NULL OR p.end_ns > p.begin_ns) GROUP BY p.run, p.name;

-- A row says which marks are open when something happens; what is buffer
-- (allocated), op (launched, captured or replayed), kernel (compiled), or
-- failure. Where no mark is open there is no row.
CREATE VIEW marked AS
WITH happened AS (SELECT DISTINCT 'buffer' AS what, run, alloc_ns AS time_ns FROM buffer_row
  UNION ALL SELECT DISTINCT 'op', run, time_ns FROM op_row
  UNION ALL SELECT DISTINCT 'kernel', run, time_ns FROM kernel
  UNION ALL SELECT DISTINCT 'failure', run, time_ns FROM failure)
SELECT h.what, h.run, h.time_ns, s.begin_ns AS stretch_ns, s.path
FROM happened h CROSS JOIN mark_stretch s ON s.run = h.run AND s.begin_ns =
  (SELECT x.begin_ns FROM mark_stretch x WHERE x.run = h.run AND x.begin_ns <= h.time_ns
  ORDER BY x.begin_ns DESC LIMIT 1)
WHERE s.path NOT NULL;

-- A row is a mark that is open in a path (table mark_stretch).
CREATE VIEW open_mark AS
WITH RECURSIVE up(run, path, at, own) AS (SELECT run, path, path, 1 FROM mark_path
  UNION ALL SELECT u.run, u.path, m.parent, 0 FROM up u
  JOIN mark_path m ON m.run = u.run AND m.path = u.at WHERE m.parent NOT NULL)
SELECT u.run, u.path, m.name, max(u.own) AS own
FROM up u JOIN mark_path m ON m.run = u.run AND m.path = u.at GROUP BY u.run, u.path, m.name;

-- A row is a pass of a mark. Passes inside of another one have their place
-- after it, whatever other threads do meanwhile.
CREATE VIEW mark_pass AS
WITH rooted AS (SELECT run, nth, name AS mark, thread, depth, begin_ns, end_ns,
  row_number() OVER (PARTITION BY run, name ORDER BY nth) AS pass,
  max(iif(depth = 0, nth, NULL)) OVER (PARTITION BY run, thread ORDER BY nth
    ROWS UNBOUNDED PRECEDING) AS root
  FROM phase WHERE kind = 'mark')
SELECT run, nth, mark, thread, depth, begin_ns, end_ns, pass,
  row_number() OVER (PARTITION BY run ORDER BY root, nth) AS place FROM rooted;

-- A row is a pass that is open in a stretch of time (view marked).
CREATE VIEW open_pass AS
SELECT s.run, s.begin_ns AS stretch_ns, p.place, p.nth = s.nth AS own
FROM mark_pass p CROSS JOIN mark_stretch s ON s.run = p.run AND s.begin_ns >= p.begin_ns
  AND s.begin_ns < coalesce(p.end_ns, 9223372036854775807);

-- A row is one lifetime of a buffer, or of a part of it. Part n is the same
-- buffer at another address on its own cores. What is freed from its own call
-- site has no name from that line.
CREATE VIEW buffer AS
SELECT r.run, r.buffer, f.handle, f.mesh, f.device, f.kind, f.layout, r.address, f.bytes_per_core,
  f.size_bytes, f.page_bytes, f.cores, f.core_count, r.alloc_ns, r.alloc_ns + r.life_ns AS free_ns,
  r.reason, f.announced, f.callsite, f.per_core, r.alloc_moment,
  r.alloc_moment + r.moments AS free_moment, r.alloc_thread, f.free_thread,
  coalesce(r.part, 0) AS part, f.purpose, f.free_callsite, f.free_manner, u.uses,
  r.ops_before + u.first_use_nth AS first_use_op, r.ops_before + u.last_use_nth AS last_use_op,
  r.alloc_ns + r.last_use_ns AS last_use_ns, f.last_use, f.last_use_callsite,
  r.ops_before + u.perhaps_nth AS perhaps_op, r.alloc_ns + r.perhaps_ns AS perhaps_ns,
  r.ops_before + u.alloc_nth AS alloc_op, r.ops_before, r.ops_before + u.ops_lived AS ops_until_end,
  r.ops_before + u.wanted_nth AS wanted_op, r.ops_before + u.direct_nth AS direct_op,
  u.direct_by_host,
  r.part AS own_part, f.tensor, coalesce(f.given, (SELECT c.variable FROM callsite c WHERE f.result
    AND c.run = f.run AND c.id = f.callsite AND f.free_callsite IS NOT c.id)) AS variable
FROM buffer_row r CROSS JOIN buffer_form f ON f.run = r.run AND f.form = r.form
LEFT JOIN buffer_used u ON u.run = r.run AND u.used = r.used;

-- A row is a launch or replay, for all chips that are equal.
CREATE VIEW op_shared AS
SELECT r.run, r.op, f.chips, f.handle, r.time_ns, f.kind, f.name, f.program, r.buffer_bytes,
  f.program_bytes, r.buffer_bytes + f.l1_small_bytes + f.program_bytes + f.persistent_bytes
    AS peak_bytes, r.headroom_bytes, f.kernel_text_bytes, f.callsite, f.program_end, r.moment, f.type,
  f.l1_small_bytes, f.persistent_bytes, f.trace, f.captured_op, f.captured_name, f.thread, r.part
FROM op_row r CROSS JOIN op_form f ON f.run = r.run AND f.form = r.form;

-- A row is a launch or replay on one chip.
CREATE VIEW op AS
SELECT o.run, o.op, k.opening, k.device, o.handle, o.time_ns, o.kind, o.name, o.program,
  o.buffer_bytes, o.program_bytes, o.peak_bytes, o.headroom_bytes, o.kernel_text_bytes,
  o.callsite, o.program_end, o.moment, o.type, o.l1_small_bytes, o.persistent_bytes, o.trace,
  o.captured_op, o.captured_name, o.thread
FROM op_shared o CROSS JOIN chip_list k ON k.run = o.run AND k.chips = o.chips;

-- A row is something that is done again and again: a mark, or a sequence of
-- ops.
CREATE VIEW every_loop AS
SELECT run, kind, name, count(*) AS passes, min(depth) AS depth FROM phase WHERE end_ns NOT NULL
GROUP BY run, kind, name HAVING count(*) >= 3;

-- A row is the same, without marks that are open only inside of another one:
-- the layers of a model that is called again and again would say of each leak
-- what the model says.
CREATE VIEW outer_loop AS
WITH outermost AS MATERIALIZED (SELECT run, min(depth) AS depth FROM every_loop WHERE kind = 'mark'
  GROUP BY run)
SELECT l.run, l.kind, l.name, l.passes FROM every_loop l LEFT JOIN outermost o ON o.run = l.run
WHERE l.kind = 'ops' OR l.depth = o.depth;

-- A row is the end of a run's last span. A run without a span has no row.
CREATE VIEW window_end AS
SELECT run, max(end_ns) AS end_ns FROM span GROUP BY run;

-- The row says whether the window limits anything.
CREATE VIEW window_is AS
SELECT coalesce(from_ns, to_ns, from_percent, to_percent, mark, op) IS NULL AS whole,
  coalesce(from_ns, to_ns, from_percent, to_percent, mark) NOT NULL AS timed FROM window;

-- The row is the window if it leaves something out. Where there is none,
-- nothing needs to be searched.
CREATE VIEW limited AS
SELECT w.* FROM window w JOIN window_is i WHERE NOT i.whole OR w.kind NOT NULL;

-- A row is an instant of the window on a class. What is held when a span begins
-- is the span's first instant. If the window has an op, its launches are the
-- instants; on cores that a launch does not cover, what is held then counts. A
-- captured launch counts at each replay of its mesh trace.
CREATE VIEW instant AS
SELECT c.run, c.opening, c.class, c.device, c.core_x, c.core_y, c.time_ns, c.event, c.buffer_bytes,
  c.l1_small_bytes, c.program_bytes, c.total_bytes, c.resident_bytes, c.persistent_bytes,
  c.headroom_bytes, c.op, c.name, c.seq
FROM limited w CROSS JOIN in_time c WHERE w.op IS NULL
UNION ALL
SELECT c.run, c.opening, c.class, c.device, c.core_x, c.core_y, s.begin_ns, 'begin',
  c.buffer_bytes, c.l1_small_bytes, 0, c.buffer_bytes + c.l1_small_bytes + c.persistent_bytes,
  c.resident_bytes, c.persistent_bytes, NULL, NULL, NULL,
  coalesce((SELECT n.block + n.part - 0.5 FROM change_shared n WHERE n.run = c.run
    AND n.block > c.block AND n.time_ns >= s.begin_ns ORDER BY n.block, n.part LIMIT 1), 1e18)
FROM limited w CROSS JOIN change c CROSS JOIN span s ON s.run = c.run AND s.begin_ns > c.time_ns
  AND s.begin_ns <= c.time_ns + coalesce(c.held_ns, 9223372036854775807 - c.time_ns)
WHERE w.op IS NULL AND c.event <> 'replay'
UNION ALL
SELECT c.run, c.opening, c.class, c.device, c.core_x, c.core_y, c.time_ns, c.event, c.buffer_bytes,
  c.l1_small_bytes, c.program_bytes, c.total_bytes, c.resident_bytes, c.persistent_bytes,
  c.headroom_bytes, c.op, c.name, c.op
FROM window_launch l CROSS JOIN change c ON c.run = l.run
  AND c.block BETWEEN l.first_block AND l.last_block AND c.seq BETWEEN l.first_seq AND l.last_seq
  AND +c.opening = l.opening AND +c.op = l.op AND c.event <> 'held'
UNION ALL
SELECT c.run, c.opening, c.class, c.device, c.core_x, c.core_y, l.time_ns, 'held',
  c.buffer_bytes, c.l1_small_bytes, 0, c.buffer_bytes + c.l1_small_bytes + c.persistent_bytes,
  c.resident_bytes, c.persistent_bytes, NULL, l.op, l.name, l.op
FROM limited w CROSS JOIN change c CROSS JOIN window_launch l ON l.run = c.run
  AND l.opening = c.opening AND l.first_block > c.block
  AND l.first_block < c.block + coalesce(c.held_seqs, 9223372036854775807 - c.block)
WHERE w.op NOT NULL AND c.event <> 'replay'
  AND (c.held_seqs IS NULL OR l.last_block < c.block + c.held_seqs)
  AND NOT EXISTS (SELECT 1 FROM change x WHERE x.run = l.run
    AND x.block BETWEEN l.first_block AND l.last_block AND x.seq BETWEEN l.first_seq AND l.last_seq
    AND x.class = c.class AND x.op = l.op)
UNION ALL
SELECT r.run, r.opening, r.class, r.device, r.core_x, r.core_y, r.time_ns, 'replay', r.buffer_bytes,
  r.l1_small_bytes, r.program_bytes, r.total_bytes, NULL, r.persistent_bytes, NULL, r.op, r.name,
  r.replay
FROM limited w CROSS JOIN replayed_in_time r LEFT JOIN string n ON n.run = r.run AND n.id = r.name
WHERE w.op NOT NULL AND w.op IN (r.op, n.text);

-- A row is a captured launch on a class at one of its replays in the window's
-- time.
CREATE VIEW replayed_in_time AS
SELECT r.*, r.rowid AS id, o.op AS replay, o.time_ns FROM replayed r
JOIN op o ON o.run = r.run AND o.opening = r.opening AND o.kind = 'replay' AND o.trace = r.trace
  AND o.handle = r.handle AND o.op BETWEEN r.first_replay AND r.last_replay
WHERE o.time_ns < (SELECT s.end_ns FROM span s WHERE s.run = o.run AND s.begin_ns <= o.time_ns
  ORDER BY s.begin_ns DESC LIMIT 1);

-- A row is the worst instant of a class in the window, in the memories that the
-- window includes. Bytes are compared first, then times: to sort whole rows by
-- both takes twice as long as to look three times.
CREATE VIEW class_peak AS
WITH part AS (SELECT i.run, i.opening, i.class, i.device, i.time_ns, i.event, i.op, i.name, i.seq,
  i.buffer_bytes * (w.kind IS NOT 'l1_small') AS buffer_bytes,
  i.l1_small_bytes * (w.kind IS NOT 'l1') AS l1_small_bytes,
  i.program_bytes * (w.kind IS NOT 'l1_small') AS program_bytes,
  i.persistent_bytes * (w.kind IS NOT 'l1_small') AS persistent_bytes,
  iif(w.kind IS 'l1_small', NULL, i.headroom_bytes) AS headroom_bytes
  FROM instant i CROSS JOIN window w),
most AS MATERIALIZED (SELECT run, opening, class, min(headroom_bytes) AS least_headroom_bytes,
  max(l1_small_bytes) AS most_l1_small_bytes,
  max(buffer_bytes + l1_small_bytes + program_bytes + persistent_bytes) AS most_bytes
  FROM part GROUP BY run, opening, class),
fullest AS (SELECT p.*, m.least_headroom_bytes, m.most_l1_small_bytes FROM part p
  CROSS JOIN most m ON m.run = p.run AND m.opening = p.opening AND m.class = p.class
    AND m.most_bytes IS p.buffer_bytes + p.l1_small_bytes + p.program_bytes + p.persistent_bytes),
first AS MATERIALIZED (SELECT run, opening, class, min(time_ns) AS time_ns FROM fullest
  GROUP BY run, opening, class),
ranked AS (SELECT f.*, row_number() OVER (PARTITION BY f.run, f.opening, f.class
    ORDER BY f.seq, f.op) AS nth
  FROM fullest f CROSS JOIN first t ON t.run = f.run AND t.opening = f.opening
    AND t.class = f.class AND t.time_ns = f.time_ns)
SELECT c.*, c.buffer_bytes + c.l1_small_bytes + c.program_bytes + c.persistent_bytes AS peak_bytes,
  r.op AS captured_op, r.name AS captured_name
FROM ranked c
-- of a replay: the captured launch that makes the peak, the first of the
-- largest
LEFT JOIN replayed r ON c.event = 'replay' AND r.rowid = (SELECT x.rowid FROM op o JOIN replayed x
  ON x.run = o.run AND x.opening = o.opening AND x.handle = o.handle AND x.trace = o.trace
  AND o.op BETWEEN x.first_replay AND x.last_replay AND x.class = c.class
  WHERE o.run = c.run AND o.opening = c.opening AND o.op = c.op AND o.kind = 'replay'
  ORDER BY x.total_bytes DESC, x.op LIMIT 1)
WHERE c.nth = 1;

-- A row is the peak of a core in the window. As classes split, a core is in one
-- after the other.
CREATE VIEW window_peak AS
WITH core AS (SELECT c.run, c.opening, c.device, k.core_x, k.core_y, c.peak_bytes, c.time_ns,
  c.buffer_bytes, c.l1_small_bytes, c.program_bytes, c.persistent_bytes, c.op, c.name,
  c.captured_op, c.captured_name,
  min(c.least_headroom_bytes) OVER (PARTITION BY c.run, c.opening, k.core_x, k.core_y)
    AS headroom_bytes,
  max(c.most_l1_small_bytes) OVER (PARTITION BY c.run, c.opening, k.core_x, k.core_y)
    AS most_small_bytes,
  row_number() OVER (PARTITION BY c.run, c.opening, k.core_x, k.core_y
    ORDER BY c.peak_bytes DESC, c.time_ns, c.seq, c.op) AS nth
  FROM class_peak c JOIN class_core k ON k.run = c.run AND k.class = c.class)
SELECT * FROM core WHERE nth = 1;

-- A row is the peak of a core in the window: when, in which op, and what it
-- consists of.
CREATE VIEW peak AS
WITH p AS (SELECT run, opening, device, core_x, core_y, peak_bytes, time_ns, buffer_bytes,
  l1_small_bytes, program_bytes, headroom_bytes, op, name, persistent_bytes, captured_op, captured_name,
  most_l1_small_bytes FROM peak_core WHERE (SELECT i.whole AND w.kind IS NULL FROM window_is i JOIN window w)
  UNION ALL
  SELECT run, opening, device, core_x, core_y, peak_bytes, time_ns, buffer_bytes,
  l1_small_bytes, program_bytes, headroom_bytes, op, name, persistent_bytes, captured_op, captured_name,
  most_small_bytes FROM window_peak WHERE NOT (SELECT i.whole AND w.kind IS NULL FROM window_is i JOIN window w))
SELECT p.run, p.device, p.core_x, p.core_y, p.peak_bytes, p.time_ns, p.buffer_bytes,
  p.l1_small_bytes, p.program_bytes, p.headroom_bytes, d.unreserved_base AS reserved_bytes,
  d.l1_bytes AS capacity_bytes, p.op, s.text AS name, p.persistent_bytes, p.opening,
  p.captured_op, k.text AS captured_name, p.most_l1_small_bytes, d.l1_small_bytes AS l1_small_size_bytes
FROM window w CROSS JOIN p
JOIN opening o ON o.run = p.run AND o.opening = p.opening
LEFT JOIN device d ON d.run = o.run AND d.handle = o.handle
LEFT JOIN string s ON s.run = p.run AND s.id = p.name
LEFT JOIN string k ON k.run = p.run AND k.id = p.captured_name
WHERE (w.device IS NULL OR w.device = p.device) AND (w.core_x0 IS NULL OR
  (p.core_x BETWEEN w.core_x0 AND w.core_x1 AND p.core_y BETWEEN w.core_y0 AND w.core_y1));

-- A row is a change, or an instant, of a class in the window; block, then seq
-- is their order.
CREATE VIEW window_change AS
SELECT run, opening, class, device, core_x, core_y, time_ns, event, buffer_bytes, l1_small_bytes,
  program_bytes, total_bytes, resident_bytes, persistent_bytes, headroom_bytes, op, name, seq, block
FROM change WHERE event NOT IN ('open', 'held') AND (SELECT whole FROM window_is)
UNION ALL
SELECT run, opening, class, device, core_x, core_y, time_ns, event, buffer_bytes, l1_small_bytes,
  program_bytes, total_bytes, resident_bytes, persistent_bytes, headroom_bytes, op, name, seq, seq
FROM instant WHERE event <> 'open' AND NOT (SELECT whole FROM window_is);

-- A row is a change of what the cores of a class hold, in the window; core_x,
-- core_y is the first core of the class.
CREATE VIEW timeline AS
SELECT c.run, c.device, c.core_x, c.core_y, c.time_ns, c.event, c.buffer_bytes, c.l1_small_bytes,
  c.program_bytes, c.total_bytes, c.resident_bytes, c.persistent_bytes, c.opening, c.seq,
  c.op, s.text AS name, c.headroom_bytes, c.block
FROM window_change c LEFT JOIN string s ON s.run = c.run AND s.id = c.name;

-- A row is a change of what a single core holds, in the window.
CREATE VIEW timeline_core AS
SELECT c.run, c.device, k.core_x, k.core_y, c.time_ns, c.event, c.buffer_bytes, c.l1_small_bytes,
  c.program_bytes, c.total_bytes, c.resident_bytes, c.persistent_bytes, c.opening, c.seq,
  c.op, s.text AS name, c.headroom_bytes, c.block
FROM window_change c JOIN class_core k ON k.run = c.run AND k.class = c.class
LEFT JOIN string s ON s.run = c.run AND s.id = c.name;

-- A row is a launch or replay on one chip, with its name, whatever the window
-- is.
CREATE VIEW op_of_any_time AS
SELECT o.*, k.opening, k.device, k.nth, s.text AS op_name
FROM op_shared o CROSS JOIN chip_list k ON k.run = o.run AND k.chips = o.chips
LEFT JOIN string s ON s.run = o.run AND s.id = o.name;

-- A row is an op of the window's number or name. Rows of op_row are found by an
-- index where there is one.
CREATE VIEW op_named AS
SELECT o.run, o.op, o.part FROM window w CROSS JOIN op_row o WHERE w.op IS NULL
UNION ALL
SELECT o.run, o.op, o.part FROM window w CROSS JOIN run r CROSS JOIN op_row o
WHERE typeof(w.op) IN ('integer', 'real') AND o.run = r.run AND o.op = w.op
UNION ALL
SELECT o.run, o.op, o.part FROM window w CROSS JOIN string n CROSS JOIN op_form f CROSS JOIN op_row o
WHERE typeof(w.op) = 'text' AND n.text = w.op AND f.run = n.run AND f.name = n.id
  AND o.run = f.run AND o.form = f.form
UNION ALL
SELECT o.run, o.op, o.part FROM window w CROSS JOIN op_form f CROSS JOIN op_row o
WHERE w.op IN ('launch', 'replay', 'captured', 'failed') AND f.kind = w.op
  AND (f.name IS NULL OR NOT EXISTS (SELECT 1 FROM string n WHERE n.run = f.run AND n.id = f.name))
  AND o.run = f.run AND o.form = f.form;

-- A row is a launch or replay on one chip in the window.
CREATE VIEW op_in_window AS
SELECT o.* FROM window w CROSS JOIN op_named i CROSS JOIN op_of_any_time o ON o.run = i.run
  AND o.op = i.op AND o.part = i.part
WHERE (w.device IS NULL OR o.device = w.device)
  AND o.time_ns < (SELECT p.end_ns FROM span p WHERE p.run = o.run AND p.begin_ns <= o.time_ns
  ORDER BY p.begin_ns DESC LIMIT 1);

-- A row says what an op used on the fullest of the window's cores, if the
-- window names cores.
CREATE VIEW op_on_cores AS
WITH used AS (SELECT c.run, c.op, c.opening, c.buffer_bytes, c.l1_small_bytes, c.program_bytes,
  c.persistent_bytes, c.total_bytes,
  min(c.headroom_bytes) OVER (PARTITION BY c.run, c.op, c.opening) AS headroom_bytes,
  row_number() OVER (PARTITION BY c.run, c.op, c.opening
    ORDER BY c.total_bytes DESC, c.time_ns, k.core_y, k.core_x) AS nth
  FROM window w CROSS JOIN change c CROSS JOIN class_core k ON k.run = c.run AND k.class = c.class
    AND k.core_x BETWEEN w.core_x0 AND w.core_x1 AND k.core_y BETWEEN w.core_y0 AND w.core_y1
  WHERE w.core_x0 NOT NULL AND c.event IN ('launch', 'replay'))
SELECT * FROM used WHERE nth = 1;

-- A row is a launch or replay on one chip in the window, with what its fullest
-- core holds.
CREATE VIEW ops AS
WITH used AS (SELECT o.run, o.op, o.part, o.nth, o.buffer_bytes, o.program_bytes, o.peak_bytes,
  o.headroom_bytes, o.l1_small_bytes, o.persistent_bytes
  FROM window w CROSS JOIN op_in_window o WHERE w.core_x0 IS NULL
  UNION ALL
  SELECT o.run, o.op, o.part, o.nth, c.buffer_bytes, c.program_bytes, c.total_bytes,
  c.headroom_bytes, c.l1_small_bytes, c.persistent_bytes
  FROM window w CROSS JOIN op_in_window o JOIN op_on_cores c ON c.run = o.run AND c.op = o.op
    AND c.opening = o.opening WHERE w.core_x0 NOT NULL)
SELECT o.run, o.op, o.device, o.time_ns, o.op_name AS name, o.program, u.buffer_bytes, u.program_bytes,
  u.peak_bytes, u.headroom_bytes, o.kernel_text_bytes, c.callsite, o.kind, t.text AS type,
  u.l1_small_bytes, u.persistent_bytes, o.opening, o.captured_op, k.text AS captured_name
FROM used u JOIN op_of_any_time o ON o.run = u.run AND o.op = u.op AND o.part = u.part AND o.nth = u.nth
LEFT JOIN string t ON t.run = o.run AND t.id = o.type
LEFT JOIN string k ON k.run = o.run AND k.id = o.captured_name
LEFT JOIN callsite c ON c.run = o.run AND c.id = o.callsite;

-- A row is the function that called ttnn.generic_op: that of the innermost
-- frame, path:LINE function.
CREATE VIEW site_function AS
SELECT run, id, callsite, substr(frame, length(rtrim(frame, replace(frame, ' ', ''))) + 1) AS function
FROM (SELECT run, id, callsite,
  substr(substr(callsite, 1, instr(callsite || '; ', '; ') - 1), -100) AS frame
  FROM callsite WHERE callsite NOT NULL AND op = 'ttnn.generic_op');

-- A row is the same, with call sites as text.
CREATE VIEW calling_function AS SELECT DISTINCT run, callsite, function FROM site_function;

-- A row is the name of a kernel of a program.
CREATE VIEW kernel_name AS
SELECT k.run, k.program,
  iif(instr(n.text, '/') > 1, substr(n.text, 1, instr(n.text, '/') - 1), n.text) AS kernel
FROM kernel k JOIN string n ON n.run = k.run AND n.id = k.name;

-- A row lists the names of a program's kernels. Kernel_Source_Code stands for
-- those that are in no file.
CREATE VIEW program_kernels AS
SELECT DISTINCT run, program, group_concat(kernel, ', ') OVER (PARTITION BY run, program
  ORDER BY kernel ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS kernels
FROM (SELECT DISTINCT run, program, kernel FROM kernel_name WHERE program NOT NULL);

-- A row says what an op took, and by its counts of which kind it is. Only
-- ttnn.generic_op has a program.
CREATE VIEW op_used AS
SELECT run, device, coalesce(name, kind) AS name, type, callsite,
  iif(name IN ('ttnn.generic_op', 'GenericOpDeviceOperation'), program, NULL) AS program,
  op, time_ns, peak_bytes, buffer_bytes, l1_small_bytes, program_bytes, persistent_bytes,
  headroom_bytes, kernel_text_bytes, kind = 'launch' AS launches, kind = 'captured' AS captured,
  kind = 'replay' AS replayed, kind = 'failed' AS failed
FROM ops;

-- A row is the same of a captured launch at its replays.
CREATE VIEW op_replayed AS
WITH replay AS (SELECT id, min(replay) AS replay, min(time_ns) AS time_ns
  FROM replayed_in_time GROUP BY id),
pair AS (SELECT DISTINCT run, op, device, replay FROM replayed_in_time)
SELECT r.run, r.device, coalesce(n.text, 'captured') AS name, t.text AS type, c.callsite,
  iif(n.text IN ('ttnn.generic_op', 'GenericOpDeviceOperation'), o.program, NULL) AS program,
  r.op, y.time_ns, r.total_bytes AS peak_bytes, r.buffer_bytes, r.l1_small_bytes, r.program_bytes,
  r.persistent_bytes, NULL AS headroom_bytes, NULL AS kernel_text_bytes, 0 AS launches, 0 AS captured,
  0 AS replayed, 0 AS failed
  FROM window w CROSS JOIN replay y JOIN replayed r ON r.rowid = y.id
  LEFT JOIN op o ON o.run = r.run AND o.op = r.op AND o.opening = r.opening
  LEFT JOIN string n ON n.run = r.run AND n.id = r.name
  LEFT JOIN string t ON t.run = o.run AND t.id = o.type
  LEFT JOIN callsite c ON c.run = o.run AND c.id = o.callsite
  WHERE r.runs AND (w.op IS NULL OR w.op IN (r.op, n.text))
    AND (w.device IS NULL OR w.device = r.device)
    AND (w.core_x0 IS NULL OR EXISTS (SELECT 1 FROM class_core k WHERE k.run = r.run
      AND k.class = r.class AND k.core_x BETWEEN w.core_x0 AND w.core_x1
      AND k.core_y BETWEEN w.core_y0 AND w.core_y1))
UNION ALL
SELECT o.run, o.device, coalesce(o.op_name, 'captured'), t.text, c.callsite,
  iif(o.op_name IN ('ttnn.generic_op', 'GenericOpDeviceOperation'), o.program, NULL),
  o.op, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 1, 0
  FROM window w CROSS JOIN pair p
  JOIN op_of_any_time o ON o.run = p.run AND o.op = p.op AND o.device = p.device
  LEFT JOIN string t ON t.run = o.run AND t.id = o.type
  LEFT JOIN callsite c ON c.run = o.run AND c.id = o.callsite
  WHERE (w.op IS NULL OR w.op IN (o.op, o.op_name)) AND (w.device IS NULL OR w.device = o.device);

-- A row is either of both.
CREATE VIEW op_uses AS
SELECT u.*, iif(u.program IS NULL, NULL,
  coalesce(nullif(k.kernels, 'Kernel_Source_Code'), f.function)) AS kernels
FROM (SELECT * FROM op_used UNION ALL SELECT * FROM op_replayed) u
LEFT JOIN program_kernels k ON k.run = u.run AND k.program = u.program
LEFT JOIN calling_function f ON u.program NOT NULL AND f.run = u.run AND f.callsite = u.callsite;

-- A row is the same with the group (grp) that view op_peaks puts it in, and its
-- part of that. l1analyze replaces it where something else than ops is asked
-- for.
CREATE VIEW op_keyed AS
SELECT *, name || coalesce(' (' || kernels || ')', '') AS grp, type AS part FROM op_uses;

-- A row is a group of ops at its worst instant. A captured launch runs at each
-- replay. The parts are put together first: there are few of them. They stand
-- in consists_of without numbers where each ran as often.
CREATE VIEW op_peaks AS
WITH ranked AS (SELECT *,
  row_number() OVER (PARTITION BY run, grp, device, part
    ORDER BY peak_bytes IS NULL, peak_bytes DESC, time_ns, op) AS nth,
  min(headroom_bytes) OVER by_part AS least_bytes, sum(launches) OVER by_part AS all_launches,
  sum(captured) OVER by_part AS all_captured, sum(replayed) OVER by_part AS all_replayed,
  sum(failed) OVER by_part AS all_failed,
  max(kernel_text_bytes) OVER by_part AS most_text_bytes
  FROM op_keyed WINDOW by_part AS (PARTITION BY run, grp, device, part)),
one AS (SELECT *, coalesce(nullif(all_launches + all_replayed + all_failed, 0), all_captured) AS n
  FROM ranked WHERE nth = 1),
counted AS (SELECT *, min(n) OVER by_grp < max(n) OVER by_grp AS tells, count(*) OVER by_grp AS parts
  FROM one WINDOW by_grp AS (PARTITION BY run, grp, device)),
best AS (SELECT *,
  row_number() OVER (PARTITION BY run, grp, device
    ORDER BY peak_bytes IS NULL, peak_bytes DESC, time_ns, op) AS best,
  min(least_bytes) OVER by_grp AS grp_least_bytes, sum(all_launches) OVER by_grp AS grp_launches,
  sum(all_captured) OVER by_grp AS grp_captured, sum(all_replayed) OVER by_grp AS grp_replayed,
  sum(all_failed) OVER by_grp AS grp_failed, max(most_text_bytes) OVER by_grp AS grp_text_bytes,
  group_concat(replace(coalesce(part, 'unknown'), 'DeviceOperation', '')
    || iif(tells, ' ' || n, ''), ', ') OVER (PARTITION BY run, grp, device 
    ORDER BY peak_bytes IS NULL, peak_bytes DESC, time_ns, op, part ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS list
  FROM counted WINDOW by_grp AS (PARTITION BY run, grp, device))
SELECT run, name, device, grp_launches AS launches, peak_bytes, op, time_ns, buffer_bytes,
  l1_small_bytes, program_bytes, persistent_bytes, grp_least_bytes AS headroom_bytes,
  grp_captured AS captured, grp_replayed AS replayed, grp_failed AS failed,
  grp_text_bytes AS kernel_text_bytes, iif(parts > 1, list, kernels) AS consists_of, grp, list
FROM best WHERE best = 1;

-- A row says what an allocator had free, and until when: the next row of
-- free_space.
CREATE VIEW space_until AS
SELECT s.*, s.rowid AS id, coalesce(s.moment, -1) AS from_moment,
  lead(s.time_ns) OVER (PARTITION BY s.run, s.handle, s.kind ORDER BY s.rowid) AS until_ns,
  lead(coalesce(s.moment, -1)) OVER (PARTITION BY s.run, s.handle, s.kind ORDER BY s.rowid)
    AS until_moment
FROM free_space s;

-- A row says what an allocator has free at the begin of a span of the window,
-- and after each change in it. If the window has an op, it is at its launches.
CREATE VIEW space_in_window AS
SELECT run, handle, kind, time_ns, moment, event, buffer, capacity_bytes, free_bytes,
  largest_free_bytes, holes
FROM free_space WHERE (SELECT whole FROM window_is)
UNION ALL
SELECT s.run, s.handle, s.kind, p.begin_ns, s.moment, 'begin', NULL, s.capacity_bytes,
  s.free_bytes, s.largest_free_bytes, s.holes
FROM window w CROSS JOIN window_is i CROSS JOIN space_until s
JOIN device d ON d.run = s.run AND d.handle = s.handle
CROSS JOIN span p ON p.run = s.run AND p.begin_ns > s.time_ns
  AND p.begin_ns <= coalesce(s.until_ns, d.close_ns, 9223372036854775807)
WHERE NOT i.whole AND w.op IS NULL
UNION ALL
SELECT s.run, s.handle, s.kind, s.time_ns, s.moment, s.event, s.buffer, s.capacity_bytes,
  s.free_bytes, s.largest_free_bytes, s.holes
FROM window w CROSS JOIN window_is i CROSS JOIN free_space s
WHERE NOT i.whole AND w.op IS NULL AND s.time_ns < (SELECT p.end_ns FROM span p
  WHERE p.run = s.run AND p.begin_ns <= s.time_ns ORDER BY p.begin_ns DESC LIMIT 1)
UNION ALL
SELECT DISTINCT s.run, s.handle, s.kind, o.time_ns, o.moment, o.kind, NULL, s.capacity_bytes,
  s.free_bytes, s.largest_free_bytes, s.holes
FROM window w CROSS JOIN op_in_window o JOIN space_until s ON s.run = o.run AND s.handle = o.handle
  AND s.from_moment <= o.moment AND (s.until_moment IS NULL OR s.until_moment > o.moment)
WHERE w.op NOT NULL AND o.kind IN ('launch', 'replay');

-- A row says what an allocator has free in the window, and how fragmented that
-- is.
CREATE VIEW frag AS
SELECT s.run, CAST(d.chips AS INTEGER) AS device, d.mesh, s.kind, s.time_ns, s.free_bytes,
  s.largest_free_bytes, s.holes,
  CASE WHEN s.free_bytes > 0 THEN round(1.0 - 1.0 * s.largest_free_bytes / s.free_bytes, 6)
    ELSE 0.0 END AS fragmentation,
  s.capacity_bytes, s.event, s.buffer, s.handle, d.chips, s.moment
FROM window w CROSS JOIN space_in_window s JOIN device d ON d.run = s.run AND d.handle = s.handle
WHERE w.device IS NULL OR instr(',' || d.chips || ',', ',' || w.device || ',');

-- A row is one of view frag, of L1 or L1_SMALL.
CREATE VIEW l1_frag AS SELECT * FROM frag WHERE kind IN ('l1', 'l1_small');

-- A row is a failure in the window, in the runtime's numbers.
CREATE VIEW failures AS
SELECT f.* FROM window w CROSS JOIN failure f
LEFT JOIN device d ON d.run = f.run AND d.handle = f.handle
LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
WHERE f.time_ns < (SELECT s.end_ns FROM span s WHERE s.run = f.run AND s.begin_ns <= f.time_ns
    ORDER BY s.begin_ns DESC LIMIT 1)
  AND (w.device IS NULL OR w.device = f.device OR instr(',' || d.chips || ',', ',' || w.device || ','))
  AND (w.op IS NULL OR w.op = c.op OR EXISTS (SELECT 1 FROM op_in_window o WHERE o.run = f.run
    AND o.kind = 'failed' AND o.program = f.program AND o.time_ns >= f.time_ns));

-- A row is the innermost mark that was open when something did not fit: a
-- module of the model, or a phase.
CREATE VIEW failure_module AS
SELECT f.run, f.failure, p.name AS module FROM failure f
LEFT JOIN marked m ON m.what = 'failure' AND m.run = f.run AND m.time_ns = f.time_ns
LEFT JOIN mark_path p ON p.run = m.run AND p.path = m.path;

-- A row says who holds memory when a failure happens, or what makes it fit. It
-- has the columns of table explanation.
CREATE VIEW explain AS
SELECT e.run, e.failure, e.device, e.time_ns, e.kind, e.owner_kind, e.owner, e.address,
  e.bytes_per_core, e.callsite, e.note, e.role, e.id, e.size_bytes, e.age_ns, e.release,
  e.missing_bytes, e.agrees, c.op AS name, e.fits, e.tensor, e.variable, m.module, e.last_use,
  e.last_use_op, e.last_use_callsite, e.needed, e.use_note
FROM explanation e
LEFT JOIN failure_module m ON m.run = e.run AND m.failure = e.failure
LEFT JOIN failure f ON f.run = e.run AND f.failure = e.failure
LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite;

-- A row is a buffer that was allocated in the window.
CREATE VIEW buffers AS
SELECT b.run, b.device, b.buffer, b.kind, b.address, b.bytes_per_core, b.size_bytes, b.alloc_ns,
  CASE WHEN w.buffer NOT NULL THEN 'owned by the program cache'
    WHEN b.reason NOT NULL AND b.announced THEN 'allocated before recording'
    ELSE coalesce(b.reason, iif(b.free_ns >= e.end_ns, 'freed later', NULL)) END AS reason,
  c.callsite, b.mesh, d.chips, coalesce(c.op, b.purpose) AS name, w.op, w.program, b.free_ns, b.layout,
  CASE WHEN b.per_core THEN (SELECT sum(p.core_count) FROM buffer p WHERE p.run = b.run
      AND p.own_part NOT NULL AND p.per_core AND p.buffer = b.buffer AND p.kind = b.kind
      AND p.alloc_ns >= b.alloc_ns
      AND (b.free_ns IS NULL OR p.alloc_ns <= b.free_ns)) ELSE b.core_count END AS core_count,
  b.handle, CASE WHEN b.per_core THEN (SELECT group_concat(cores, ' ') FROM (SELECT k.cores
    FROM buffer p JOIN cores k ON k.run = p.run AND k.id = p.cores WHERE p.run = b.run
      AND p.own_part NOT NULL AND p.per_core AND p.buffer = b.buffer AND p.kind = b.kind
      AND p.alloc_ns >= b.alloc_ns
      AND (b.free_ns IS NULL OR p.alloc_ns <= b.free_ns) ORDER BY p.part)) END AS cores,
  b.reason NOT NULL OR coalesce(b.free_ns >= e.end_ns, 0) AS is_left, b.purpose,
  CASE WHEN b.per_core THEN (SELECT group_concat(cores, ' ') FROM (SELECT k.cores
    FROM buffer p JOIN cores k ON k.run = p.run AND k.id = p.cores WHERE p.run = b.run
      AND p.own_part NOT NULL AND p.per_core AND p.buffer = b.buffer AND p.kind = b.kind
      AND p.alloc_ns >= b.alloc_ns
      AND (b.free_ns IS NULL OR p.alloc_ns <= b.free_ns) ORDER BY p.part)) ELSE k.cores
    END AS data_cores, b.free_callsite, b.alloc_op, b.uses, b.first_use_op,
  b.last_use_op, b.last_use_ns, b.last_use, b.last_use_callsite, b.perhaps_op, b.perhaps_ns,
  b.ops_before, b.ops_until_end, b.per_core, t.tensor, t.shape, t.padded_shape, t.dtype, t.page_layout,
  t.memory, t.shard_shape, t.shard_order, b.variable, b.free_manner
FROM window i CROSS JOIN buffer b
LEFT JOIN window_end e ON e.run = b.run
LEFT JOIN cores k ON k.run = b.run AND k.id = b.cores
LEFT JOIN device d ON d.run = b.run AND d.handle = b.handle
LEFT JOIN callsite c ON c.run = b.run AND c.id = b.callsite
LEFT JOIN tensor t ON t.run = b.run AND t.id = b.tensor
LEFT JOIN owned w ON w.run = b.run AND w.buffer = b.buffer AND w.kind = b.kind
  AND w.alloc_ns = b.alloc_ns AND (b.reason NOT NULL OR b.free_ns >= e.end_ns)
  AND (w.gone_ns IS NULL OR w.gone_ns >= min(coalesce(b.free_ns, 9223372036854775807), e.end_ns))
WHERE b.part = 0 AND b.alloc_ns < (SELECT s.end_ns FROM span s WHERE s.run = b.run AND s.begin_ns <= b.alloc_ns
    ORDER BY s.begin_ns DESC LIMIT 1)
  AND (i.op IS NULL OR i.op IN (w.op, c.op)) AND (i.device IS NULL OR i.device = b.device
    OR instr(',' || d.chips || ',', ',' || i.device || ','));

-- A row is a buffer that is left when the window ends, with what used it last,
-- as in view uses.
CREATE VIEW leaks AS
SELECT b.run, b.device, b.buffer, b.kind, b.address, b.bytes_per_core, b.size_bytes, b.alloc_ns,
  b.reason, b.callsite, b.mesh, b.chips, b.name, b.op, b.program, b.tensor, b.shape, b.padded_shape,
  b.dtype, b.page_layout, b.memory, b.shard_shape, b.shard_order, b.variable,
  CASE WHEN b.uses IS NULL OR NOT coalesce(r.uses, 0) THEN NULL
    WHEN b.perhaps_ns > coalesce(b.last_use_ns, 0) THEN 'perhaps ' || coalesce(n.text, 'an op')
    WHEN b.uses = 0 THEN 'never used' ELSE coalesce(n.text, b.last_use) END AS last_use,
  o.op AS last_use_op, coalesce(c.callsite, h.callsite) AS last_use_callsite
FROM buffers b JOIN run r ON r.run = b.run
LEFT JOIN op_row o ON o.run = b.run AND o.part = 0 AND r.uses AND o.op =
  CASE WHEN b.perhaps_ns > coalesce(b.last_use_ns, 0) THEN b.perhaps_op
    WHEN b.last_use IN ('op', 'replay') THEN b.last_use_op END
LEFT JOIN op_form f ON f.run = o.run AND f.form = o.form
LEFT JOIN string n ON n.run = f.run AND n.id = f.name
LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
LEFT JOIN callsite h ON h.run = b.run AND h.id = b.last_use_callsite
WHERE b.is_left;

-- A row is the lifetime of a buffer and what used it. A buffer that may have
-- been used by an op (perhaps_op) counts as used by it; it is dead from its
-- last use to its end. Buffers that the program cache owns end with their
-- program.
CREATE VIEW uses AS
SELECT b.run, b.device, b.buffer, b.kind, b.bytes_per_core, b.alloc_op,
  b.first_use_op,
  iif(b.last_use IN ('op', 'replay'), b.last_use_op, NULL) AS last_use_op,
  iif(b.free_ns NOT NULL, b.ops_until_end, NULL) AS free_op,
  iif(r.uses OR NOT r.ops, b.uses, NULL) AS uses,
  b.ops_until_end - max(coalesce(b.last_use_op, b.ops_before), coalesce(b.perhaps_op, 0)) AS dead_ops,
  coalesce(b.free_ns, r.duration_ns) - max(coalesce(b.last_use_ns, b.alloc_ns),
    coalesce(b.perhaps_ns, b.alloc_ns)) AS dead_ns,
  b.name, b.callsite, CASE WHEN r.ops AND NOT r.uses THEN NULL
    WHEN b.perhaps_ns > coalesce(b.last_use_ns, 0) THEN qc.callsite
    ELSE coalesce(lc.callsite, h.callsite) END AS last_use_callsite,
  f.callsite AS free_callsite,
  CASE WHEN b.uses IS NULL OR (r.ops AND NOT r.uses) THEN NULL
    WHEN b.uses = 0 AND b.perhaps_op IS NULL THEN 'never used'
    WHEN b.perhaps_ns > coalesce(b.last_use_ns, 0) THEN 'perhaps ' || coalesce(qn.text, 'an op')
    ELSE coalesce(ln.text, b.last_use) END AS last_use,
  CASE WHEN y.buffer NOT NULL THEN 'owned by the program cache'
    WHEN b.reason NOT NULL AND b.reason <> 'freed later' THEN b.reason
    ELSE coalesce(f.op, b.free_manner, 'freed') END AS freed, b.free_manner, b.perhaps_op, b.alloc_ns, b.free_ns,
  max(coalesce(b.last_use_ns, b.alloc_ns), coalesce(b.perhaps_ns, b.alloc_ns)) AS last_use_ns,
  b.chips, b.mesh, b.handle, y.op AS owner_op, b.cores, b.per_core, b.tensor, b.shape, b.padded_shape,
  b.dtype, b.page_layout, b.memory, b.shard_shape, b.shard_order, b.variable
FROM buffers b JOIN run r ON r.run = b.run
LEFT JOIN op_row lr ON b.last_use IN ('op', 'replay') AND lr.run = b.run AND lr.op = b.last_use_op
  AND lr.part = 0
LEFT JOIN op_form l ON l.run = lr.run AND l.form = lr.form
LEFT JOIN string ln ON ln.run = l.run AND ln.id = l.name
LEFT JOIN callsite lc ON lc.run = l.run AND lc.id = l.callsite
LEFT JOIN op_row qr ON qr.run = b.run AND qr.op = b.perhaps_op AND qr.part = 0
LEFT JOIN op_form q ON q.run = qr.run AND q.form = qr.form
LEFT JOIN string qn ON qn.run = q.run AND qn.id = q.name
LEFT JOIN callsite qc ON qc.run = q.run AND qc.id = q.callsite
LEFT JOIN callsite h ON h.run = b.run AND h.id = b.last_use_callsite
LEFT JOIN callsite f ON f.run = b.run AND f.id = b.free_callsite
-- owned until its end: the cache frees a program's buffers before it destroys
-- the program
LEFT JOIN owned y ON y.run = b.run AND y.buffer = b.buffer AND y.kind = b.kind
  AND y.alloc_ns = b.alloc_ns AND (y.gone_ns IS NULL OR y.gone_ns >= b.free_ns);

-- A row is one of view uses, of L1 or L1_SMALL.
CREATE VIEW l1_uses AS SELECT * FROM uses WHERE kind IN ('l1', 'l1_small');

-- A row is a lockstep buffer of L1 on a chip, between its last use and its end.
-- Buffers with addresses of their own on each core, and those that the program
-- cache owns, are left out.
CREATE VIEW dead AS
SELECT u.run, o.opening, o.device, u.last_use_ns AS from_ns, u.free_ns AS to_ns,
  u.bytes_per_core AS bytes, u.buffer, u.kind, u.name, u.callsite, u.last_use, u.last_use_op,
  u.last_use_callsite, u.freed, u.free_callsite, u.dead_ops, u.dead_ns, u.tensor, u.variable
FROM uses u JOIN opening o ON o.run = u.run AND o.open_ns <= u.alloc_ns
  AND (o.close_ns IS NULL OR o.close_ns >= u.alloc_ns)
  AND (u.device = o.device OR instr(',' || u.chips || ',', ',' || o.device || ','))
WHERE u.uses NOT NULL AND u.freed <> 'owned by the program cache' AND NOT u.per_core
  AND u.bytes_per_core NOT NULL AND u.kind IN ('l1', 'l1_small')
  AND (u.free_ns IS NULL OR u.last_use_ns < u.free_ns);

-- A row is an instant of a chip: the bytes that are held, and how many of them
-- nothing uses any more. The launches of a replay use what was live at their
-- capture, so at a replay nothing counts as dead.
CREATE VIEW dead_held AS
WITH d AS MATERIALIZED (SELECT run, opening, from_ns, to_ns, bytes FROM dead),
-- classes that share a change hold the same: one row for all on one chip
k AS MATERIALIZED (SELECT DISTINCT run, classes, opening FROM change_class),
step AS (
  SELECT run, opening, to_ns AS at, 0 AS nth, -bytes AS bytes, NULL AS total, NULL AS op, NULL AS name,
    NULL AS event FROM d WHERE to_ns NOT NULL
  UNION ALL SELECT run, opening, from_ns, 2, bytes, NULL, NULL, NULL, NULL FROM d
  UNION ALL SELECT c.run, k.opening, c.time_ns, 1, 0, c.buffer_bytes + c.l1_small_bytes
      + c.program_bytes + c.persistent_bytes, c.op, c.name, c.event
    FROM change_shared c CROSS JOIN k ON k.run = c.run AND k.classes = c.classes
    WHERE c.event <> 1),
held AS (SELECT *, sum(bytes) OVER (PARTITION BY run, opening ORDER BY at, nth
  ROWS UNBOUNDED PRECEDING) AS dead FROM step)
SELECT run, opening, at AS time_ns, op, name, total AS total_bytes,
  iif(event = 5, 0, dead) AS dead_bytes FROM held WHERE total NOT NULL;

-- A row is one of view leaks, of L1 or L1_SMALL.
CREATE VIEW l1_leaks AS SELECT * FROM leaks WHERE kind IN ('l1', 'l1_small');

-- A row is one of view buffers, of L1 or L1_SMALL.
CREATE VIEW l1_buffers AS SELECT * FROM buffers WHERE kind IN ('l1', 'l1_small');

-- A row is a buffer in one of the modules, or phases, in which it was
-- allocated.
CREATE VIEW buffers_in_modules AS
SELECT b.*, o.name AS module FROM buffers b
LEFT JOIN marked m ON m.what = 'buffer' AND m.run = b.run AND m.time_ns = b.alloc_ns
LEFT JOIN open_mark o ON o.run = m.run AND o.path = m.path;

-- A row says what a captured launch has at the place where its replay
-- overwrites a buffer: a region, or a buffer that was live when it was
-- captured. What was made after the capture began is what a captured launch
-- wrote there.
CREATE VIEW hazard AS
WITH capture AS MATERIALIZED (SELECT m.run, m.handle, m.trace, m.time_ns AS from_ns,
  (SELECT min(e.time_ns) FROM mesh_trace e WHERE e.run = m.run AND e.handle = m.handle
    AND e.trace = m.trace AND e.event = 'capture end' AND e.time_ns >= m.time_ns) AS to_ns
  FROM mesh_trace m WHERE m.event = 'capture begin'),
captured AS MATERIALIZED (SELECT o.run, o.op, min(o.device) AS device, min(o.time_ns) AS time_ns,
  min(o.program) AS program, c.trace, c.from_ns, c.to_ns
  FROM capture c JOIN op o ON o.run = c.run AND o.handle = c.handle
  AND o.kind = 'captured' AND o.time_ns BETWEEN c.from_ns AND c.to_ns
  GROUP BY o.run, o.op, c.trace, c.from_ns, c.to_ns),
place AS (
  SELECT k.run, k.trace, k.from_ns, k.to_ns, k.op, 1 AS made, 'l1' AS kind, r.address,
    r.bytes_per_core AS bytes, r.kind || coalesce(' ' || r.idx, '') AS writer
  FROM captured k JOIN region r ON r.run = k.run AND r.program = k.program AND NOT r.alias
    AND r.time_ns <= k.time_ns
  UNION ALL
  SELECT c.run, c.trace, c.from_ns, c.to_ns, (SELECT min(k.op) FROM captured k WHERE k.run = c.run
      AND k.trace = c.trace AND k.from_ns = c.from_ns AND k.time_ns >= x.alloc_ns
      AND k.time_ns < x.free_ns), x.alloc_ns >= c.from_ns, x.kind, x.address, x.bytes_per_core,
    x.kind || ' buffer ' || x.buffer
  FROM capture c JOIN buffer x ON x.run = c.run AND x.alloc_ns <= c.to_ns AND x.free_ns > c.from_ns
    AND x.kind IN ('l1', 'l1_small', 'dram')),
-- captured ops use the same places again and again: each place is checked once
once AS MATERIALIZED (SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY run, trace, from_ns,
    to_ns, kind, made, address, bytes ORDER BY op, writer) AS nth FROM place WHERE op NOT NULL)
  WHERE nth = 1),
first AS (SELECT f.rowid AS finding, f.run, p.op, p.made, p.writer, p.trace, p.from_ns, row_number()
    OVER (PARTITION BY f.rowid ORDER BY p.made DESC, p.op, p.writer, p.from_ns) AS nth
  FROM finding f JOIN once p ON p.run = f.run AND p.trace = f.other AND p.kind = f.buffer_kind
    AND p.to_ns <= f.time_ns AND p.address < f.address + f.bytes AND f.address < p.address + p.bytes
  WHERE f.kind = 'trace hazard')
SELECT h.finding, h.op, s.text AS name, c.callsite, h.writer, h.made
FROM first h
JOIN captured k ON k.run = h.run AND k.op = h.op AND k.trace = h.trace AND k.from_ns = h.from_ns
JOIN op o ON o.run = k.run AND o.op = k.op AND o.device = k.device
LEFT JOIN string s ON s.run = o.run AND s.id = o.name
LEFT JOIN callsite c ON c.run = o.run AND c.id = o.callsite
WHERE h.nth = 1;

-- A row is the last note of a hook, which counts: hooks are noted at each
-- device close and at the end.
CREATE VIEW hook AS
WITH noted AS (SELECT run, text, time_ns, a, b,
  row_number() OVER (PARTITION BY run, text ORDER BY rowid DESC) AS nth FROM note WHERE code = 1)
SELECT run, text, time_ns, a, b FROM noted WHERE nth = 1;

-- A row is something that the recorder could not read, unless the trace has it
-- anyway.
CREATE VIEW not_known AS
SELECT run, time_ns, text FROM note n WHERE code = 4 AND NOT (text LIKE 'call sites: %'
  AND EXISTS (SELECT 1 FROM callsite c WHERE c.run = n.run AND c.callsite NOT NULL));

-- A row says what a release of the runtime, or a setting, kept from being
-- recorded of uses, and what that means; nth is 1 for uses, 2 for reads by the
-- host, 3 for its writes, 4 for who asks how much L1 is free, 5 for calls of
-- ttnn.deallocate.
CREATE VIEW not_recorded AS
WITH meaning(nth, hooks, least, text) AS (VALUES
  (2, ' host_read host_read_shards host_read_buffer ', 3,
    'reads by the host (this release has no such functions): nothing can be advised'),
  (3, ' host_write host_write_shards host_write_buffer ', 3,
    'writes by the host (this release has no such functions): the last use of a buffer may be'
    || ' later than is said'),
  (4, ' mesh_lowest_address allocator_statistics ', 1,
    'all ops that ask how much L1 is free (this release lacks a function): a peak after a change'
    || ' may be higher than is said'),
  (5, ' tensor_deallocate ', 1,
    'calls of ttnn.deallocate (this release has no such function): who freed it is told by the'
    || ' line alone')),
missing AS (SELECT run, text AS hook FROM note WHERE code = 1 GROUP BY run, text HAVING max(a) = 0)
SELECT run, 1 AS nth, 'what ops work on (this release has no such functions, the recorder is older,'
  || ' or L1TRACE_USES=0): uses and advise cannot answer' AS text
FROM run WHERE ops > 0 AND NOT uses
UNION ALL
SELECT i.run, m.nth, m.text FROM meaning m JOIN missing i ON instr(m.hooks, ' ' || i.hook || ' ')
GROUP BY i.run, m.nth, m.text, m.least HAVING count(*) >= m.least;

-- A row says of a buffer that a replay overwrites whether something used it
-- after the first time. A replay does not count, which may mean what was there
-- before; nor does an op that may have used it.
CREATE VIEW overwritten AS
SELECT f.rowid AS finding, CASE WHEN NOT coalesce(r.uses, 0) OR b.uses IS NULL THEN ''
  WHEN b.direct_op >= f.op THEN '; used after that, last by '
    || iif(b.direct_by_host, 'the host', coalesce((SELECT s.text FROM op_row o
      JOIN op_form m ON m.run = o.run AND m.form = o.form
      JOIN string s ON s.run = m.run AND s.id = m.name
      WHERE o.run = b.run AND o.op = b.direct_op AND o.part = 0), 'op ' || b.direct_op))
  WHEN b.perhaps_ns > f.time_ns THEN ''
  ELSE '; nothing used it after that' END AS used
FROM finding f JOIN run r ON r.run = f.run
JOIN buffer b ON +b.run = f.run AND b.buffer = f.id AND b.kind = f.buffer_kind AND b.part = 0
  AND b.alloc_ns <= f.time_ns AND (b.free_ns IS NULL OR b.free_ns >= f.time_ns)
WHERE f.kind = 'trace hazard';

-- A row is the op that used a buffer after it was freed. Of the host no op, or
-- one before it, is known.
CREATE VIEW late_user AS
SELECT f.rowid AS finding, s.text AS name, c.callsite FROM finding f
JOIN op_row o ON o.run = f.run AND o.op = f.op AND o.part = 0 AND o.time_ns = f.time_ns
JOIN op_form m ON m.run = o.run AND m.form = o.form
LEFT JOIN string s ON s.run = m.run AND s.id = m.name
LEFT JOIN callsite c ON c.run = m.run AND c.id = m.callsite
WHERE f.kind = 'used after free';

-- A row is something that is wrong with a trace or with what it recorded, or a
-- failure. Only some findings have a buffer whose owner is searched; of the
-- others there may be millions.
CREATE VIEW findings AS
WITH of_buffer(finding) AS (VALUES ('double free'), ('overlap'), ('shared by submeshes'),
  ('trace hazard'), ('outside'), ('used after free')),
mine AS (SELECT * FROM (
  SELECT f.rowid AS id, f.kind AS finding, f.run, f.time_ns, f.device, f.id AS buffer, f.other,
    f.address, f.bytes, f.replays, f.op, coalesce(f.buffer_kind, k.kind) AS kind, c.op AS name, c.callsite,
    row_number() OVER (PARTITION BY f.rowid ORDER BY k.form IS NULL, b.alloc_ns DESC, k.kind) AS nth
  -- by the buffer, not by its time: most of them are older
  FROM finding f LEFT JOIN buffer_row b ON +b.run = f.run AND b.buffer = f.id
    AND coalesce(b.part, 0) = 0 AND +b.alloc_ns <= f.time_ns
  LEFT JOIN buffer_form k ON k.run = b.run AND k.form = b.form
    AND (f.buffer_kind IS NULL OR k.kind = f.buffer_kind)
  LEFT JOIN callsite c ON c.run = k.run AND c.id = k.callsite
  WHERE f.kind IN (SELECT finding FROM of_buffer)
    -- of a trace in which events are missing it is not sure that nothing lived
    -- there
    AND (f.kind <> 'used after free' OR NOT EXISTS (SELECT 1 FROM run r WHERE r.run = f.run
      AND (r.lost_events > 0 OR r.damage NOT NULL))))
  WHERE nth = 1),
both AS (SELECT * FROM (
  SELECT m.*, c.op AS y_name, c.callsite AS y_callsite,
    row_number() OVER (PARTITION BY m.id ORDER BY k.form IS NULL, y.alloc_ns DESC) AS y_nth
  FROM mine m LEFT JOIN buffer_row y ON +y.run = m.run AND y.buffer = m.other
    AND coalesce(y.part, 0) = 0 AND +y.alloc_ns <= m.time_ns
    AND m.finding IN ('overlap', 'shared by submeshes')
  LEFT JOIN buffer_form k ON k.run = y.run AND k.form = y.form AND k.kind = m.kind
  LEFT JOIN callsite c ON c.run = k.run AND c.id = k.callsite)
  WHERE y_nth = 1)
SELECT b.run, b.finding, b.finding NOT IN ('shared by submeshes', 'outside') AS bad, b.time_ns,
  b.device, b.kind, b.buffer, b.address, b.bytes, b.name, b.callsite, b.other,
  coalesce(h.name, b.y_name, w.name) AS other_name,
  coalesce(h.callsite, b.y_callsite, w.callsite) AS other_callsite,
  CASE WHEN h.made THEN 'a replay writes ' || h.writer || ' of op ' || h.op || ' there'
      || coalesce(v.used, '')
    WHEN h.writer NOT NULL THEN h.writer || ' lived there when op ' || h.op
      || ' was captured: a replay uses its bytes if the op did' || coalesce(v.used, '')
    WHEN b.finding = 'trace hazard' THEN 'a replay writes there; by which op is not known'
      || coalesce(v.used, '')
    WHEN b.finding = 'used after free' THEN 'freed, and used by an op or the host afterwards'
    WHEN b.finding = 'double free' THEN 'freed, and freed again'
    WHEN b.finding = 'overlap' THEN 'one allocator gave these bytes to both'
    WHEN b.finding = 'shared by submeshes' THEN 'two meshes over this chip gave them to both'
    END AS note, 1 AS count, b.replays, b.op
FROM both b LEFT JOIN hazard h ON h.finding = b.id
LEFT JOIN overwritten v ON b.finding = 'trace hazard' AND v.finding = b.id
LEFT JOIN late_user w ON b.finding = 'used after free' AND w.finding = b.id
UNION ALL
SELECT run, kind, kind != 'allocated before recording', time_ns, device, NULL, id, address, bytes,
  NULL, NULL, other, NULL, NULL,
  CASE kind WHEN 'allocated before recording' THEN 'freed, but never seen allocated'
    WHEN 'over capacity' THEN 'more than the allocatable L1: events are missing, '
      || 'or the allocator erred' END, 1, NULL, NULL
FROM finding
WHERE kind NOT IN (SELECT finding FROM of_buffer)
UNION ALL
SELECT f.run, CASE f.kind WHEN 'oom' THEN 'out of memory' ELSE replace(f.kind, '_', ' ') END, 0,
  f.time_ns, f.device, f.buffer_kind, NULL, NULL, coalesce(f.bytes_per_bank, f.size_bytes), c.op,
  c.callsite, f.failure, NULL, NULL, 'the program failed there', 1, NULL,
  NULL
FROM failure f LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
UNION ALL
SELECT run, 'damaged', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  damage, 1, NULL, NULL
FROM run WHERE damage NOT NULL
UNION ALL
SELECT run, 'unfinished', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  ended, 1, NULL, NULL
FROM run WHERE NOT finished
UNION ALL
SELECT run, 'lost events', 1, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  reason, count, NULL, NULL FROM lost
UNION ALL
SELECT run, 'no buffers seen', 1, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL,
  'programs were launched, yet the hook on buffers never fired: its calls are bound inside a '
  || 'library (l1analyze selfcheck LIB shows)', 1, NULL, NULL
FROM hook n WHERE a = 1 AND b = 0 AND text = 'track_allocate' AND EXISTS (SELECT 1
  FROM hook o WHERE o.run = n.run AND o.text = 'enqueue_mesh_workload' AND o.b > 0)
UNION ALL
SELECT run, 'no launches seen', 1, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL,
  'programs were tracked, yet the hook on launches never fired: its calls are bound inside a '
  || 'library (l1analyze selfcheck LIB shows)', 1, NULL, NULL
FROM hook n WHERE a = 1 AND b = 0 AND text = 'enqueue_mesh_workload' AND EXISTS (
  SELECT 1 FROM hook o WHERE o.run = n.run AND o.text = 'track_program' AND o.b > 0)
UNION ALL
SELECT run, 'hook not found', 0, time_ns, NULL, NULL, NULL, NULL, NULL, text, NULL, NULL, NULL,
  NULL,
  'this runtime does not define it: another release does, or it is another form of one that fired',
  1, NULL, NULL FROM hook WHERE a = 0
UNION ALL
SELECT run, 'hook never fired', 0, time_ns, NULL, NULL, NULL, NULL, NULL, text, NULL, NULL, NULL,
  NULL,
  CASE WHEN (text LIKE 'begin_trace%' OR text LIKE 'end_trace%' OR text LIKE 'replay_trace%'
      OR text LIKE 'release_trace%') AND NOT EXISTS (SELECT 1 FROM mesh_trace m WHERE m.run = n.run)
      THEN 'no mesh trace was captured'
    WHEN text LIKE 'begin_trace%' OR text LIKE 'end_trace%' OR text LIKE 'replay_trace%'
      THEN 'another form of it fired'
    WHEN text LIKE 'arena%' THEN 'no persistent per-core space was taken'
    WHEN text LIKE '%close%' THEN 'nothing was closed that way'
    ELSE 'never called, or bound inside a library (l1analyze selfcheck LIB shows)' END,
  1, NULL, NULL FROM hook n WHERE a = 1 AND b = 0
UNION ALL
SELECT run, 'another ttnn', 1, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  text, 1, NULL, NULL FROM note WHERE code = 2
UNION ALL
SELECT run, 'not known', 0, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  text, 1, NULL, NULL FROM not_known;

-- A row is a program's first launch, to which its kernels and regions belong.
CREATE VIEW first_op AS
WITH launch AS (SELECT o.run, o.program, o.op, s.text AS name, c.callsite, o.handle,
  row_number() OVER (PARTITION BY o.run, o.program ORDER BY o.op, o.device) AS nth
  FROM op o LEFT JOIN string s ON s.run = o.run AND s.id = o.name
  LEFT JOIN callsite c ON c.run = o.run AND c.id = o.callsite WHERE o.program NOT NULL)
SELECT run, program, op, name, callsite, handle FROM launch WHERE nth = 1;

-- A row is a program that was launched or replayed in the window, and when for
-- the last time.
CREATE VIEW program_in_window AS
WITH used AS (SELECT run, program, time_ns FROM op_in_window WHERE program NOT NULL
  UNION ALL
  SELECT p.run, p.program, r.time_ns FROM window w CROSS JOIN replayed_in_time r
  JOIN op p ON p.run = r.run AND p.op = r.op AND p.opening = r.opening
  LEFT JOIN string s ON s.run = p.run AND s.id = p.name
  WHERE w.op IS NULL OR w.op IN (p.op, s.text))
SELECT run, program, max(time_ns) AS last_ns FROM used GROUP BY run, program;

-- A row is a kernel (kernel.rowid) of a program in the window, or one that was
-- compiled in it.
CREATE VIEW kernel_in_window AS
SELECT rowid AS id FROM kernel WHERE (SELECT NOT i.timed AND w.op IS NULL FROM window_is i, window w)
UNION
SELECT k.rowid FROM window_is i CROSS JOIN window w CROSS JOIN program_in_window p
JOIN kernel k ON k.run = p.run AND k.program = p.program WHERE i.timed OR w.op NOT NULL
UNION
SELECT k.rowid FROM window_is i CROSS JOIN window w CROSS JOIN kernel k
WHERE i.timed AND w.op IS NULL AND k.time_ns < (SELECT s.end_ns FROM span s WHERE s.run = k.run
  AND s.begin_ns <= k.time_ns ORDER BY s.begin_ns DESC LIMIT 1);

-- A row is a program's first failure, for which it may never have run.
CREATE VIEW first_failure AS
SELECT f.run, f.program, f.failure, f.kind, f.size_bytes, f.handle, c.op AS name, c.callsite
FROM (SELECT *, row_number() OVER (PARTITION BY run, program ORDER BY failure) AS nth
  FROM failure WHERE program NOT NULL) f
LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite
WHERE f.nth = 1;

-- A row is the text of a kernel on one RISC, in the window, with its program
-- and the ring.
CREATE VIEW kernels AS
WITH text AS (
  SELECT rowid AS id, iif(text1_bytes IS NULL, processor, 'trisc0') AS risc,
  text0_bytes AS bytes FROM kernel
  UNION ALL SELECT rowid, 'trisc1', text1_bytes FROM kernel WHERE text1_bytes NOT NULL
  UNION ALL SELECT rowid, 'trisc2', text2_bytes FROM kernel WHERE text2_bytes NOT NULL),
-- On a core a program's kernels take at most the sum of the largest kernel of
-- each RISC.
most AS (SELECT run, program, sum(bytes) AS bytes FROM (SELECT k.run, k.program, t.risc,
  max(t.bytes) AS bytes FROM kernel k JOIN text t ON t.id = k.rowid
  GROUP BY k.run, k.program, t.risc) GROUP BY run, program),
ring AS (SELECT run, max(kernel_config_bytes) AS bytes FROM device GROUP BY run)
SELECT k.run, CAST(k.chips AS INTEGER) AS device, k.program,
  iif(instr(n.text, '/') > 1, substr(n.text, 1, instr(n.text, '/') - 1), n.text) AS kernel,
  ct.text AS core_type, t.risc, c.cores, t.bytes AS text_bytes,
  p.text_bytes AS program_text_bytes, p.config_bytes AS program_config_bytes,
  coalesce(p.text_bytes + p.config_bytes, x.size_bytes) AS program_bytes,
  coalesce(d.kernel_config_bytes, r.bytes) AS ring_bytes,
  coalesce(d.kernel_config_bytes, r.bytes) - coalesce(p.text_bytes + p.config_bytes, x.size_bytes)
    AS left_bytes,
  k.time_ns, f.op, coalesce(f.name, x.name) AS name, coalesce(f.callsite, x.callsite) AS callsite,
  k.chips,
  CASE WHEN x.kind = 'config_too_big' THEN 'too large: failure ' || x.failure
    WHEN p.text_bytes + p.config_bytes NOT NULL THEN NULL
    WHEN x.failure NOT NULL THEN 'never ran: failure ' || x.failure
    WHEN f.op IS NULL THEN 'never ran'
    ELSE 'text not known, at most ' || m.bytes
    END AS note
FROM kernel_in_window i JOIN kernel k ON k.rowid = i.id JOIN text t ON t.id = k.rowid
LEFT JOIN program p ON p.run = k.run AND p.program = k.program
LEFT JOIN first_op f ON f.run = k.run AND f.program = k.program
LEFT JOIN most m ON m.run = k.run AND m.program = k.program
LEFT JOIN first_failure x ON x.run = k.run AND x.program = k.program
LEFT JOIN device d ON d.run = k.run AND d.handle = coalesce(f.handle, x.handle)
LEFT JOIN ring r ON r.run = k.run
LEFT JOIN string n ON n.run = k.run AND n.id = k.name
LEFT JOIN string ct ON ct.run = k.run AND ct.id = k.core_type
LEFT JOIN cores c ON c.run = k.run AND c.id = k.cores;

-- A row is a region with the number of its placement: the first region of a
-- kind begins a new placement.
CREATE VIEW placed_region AS
SELECT r.run, r.rowid AS id, r.program, r.chips, r.kind, r.time_ns, sum(r.first) OVER (PARTITION BY
  r.run, r.program, r.chips, r.kind ORDER BY r.rowid ROWS UNBOUNDED PRECEDING) AS placement
FROM region r;

-- A row is a region with its name. Names in, dataflow, out and intermed are
-- what CB indices were meant for; newer operations take any index for anything.
-- A dataflow buffer has the name that its program gives it.
CREATE VIEW named_region AS
SELECT r.rowid AS id, r.run, r.time_ns, r.program, r.chips, r.kind, r.idx,
  CASE WHEN r.kind = 'cb' THEN 'c_' || r.idx || CASE r.idx / 8 WHEN 0 THEN ' in' || r.idx
    WHEN 1 THEN ' dataflow' || (r.idx - 8) WHEN 2 THEN ' out' || (r.idx - 16)
    WHEN 3 THEN ' intermed' || (r.idx - 24) ELSE '' END || coalesce((SELECT group_concat(', c_' || idx, '')
      FROM (SELECT i.idx FROM cb_index i WHERE i.run = r.run AND i.program = r.program
      AND i.cores = r.cores AND i.region = r.idx ORDER BY i.idx)), '') ELSE n.text END AS cb_name,
  r.address, r.bytes_per_core, r.page_bytes, r.pages, f.text AS data_format, c.cores, r.alias, r.first
FROM region r LEFT JOIN string f ON f.run = r.run AND f.id = r.data_format
LEFT JOIN string n ON n.run = r.run AND n.id = r.name
LEFT JOIN cores c ON c.run = r.run AND c.id = r.cores;

-- A row is a region (region.rowid) that was placed in the window, or was in
-- place when its program was launched in it.
CREATE VIEW region_in_window AS
WITH latest AS (SELECT r.run, r.program, r.chips, r.kind, max(r.placement) AS placement
  FROM window_is i CROSS JOIN program_in_window p
  JOIN placed_region r ON r.run = p.run AND r.program = p.program AND r.time_ns <= p.last_ns
  WHERE i.timed GROUP BY r.run, r.program, r.chips, r.kind)
SELECT rowid AS id FROM region WHERE (SELECT NOT i.timed AND w.op IS NULL FROM window_is i, window w)
UNION
SELECT r.id FROM latest l JOIN placed_region r ON r.run = l.run AND r.program = l.program
  AND r.chips = l.chips AND r.kind = l.kind AND r.placement = l.placement
UNION
SELECT r.rowid FROM window_is i CROSS JOIN window w CROSS JOIN program_in_window p
JOIN region r ON r.run = p.run AND r.program = p.program WHERE NOT i.timed AND w.op NOT NULL
UNION
SELECT r.rowid FROM window_is i CROSS JOIN window w CROSS JOIN region r
WHERE i.timed AND w.op IS NULL AND r.time_ns < (SELECT s.end_ns FROM span s WHERE s.run = r.run
  AND s.begin_ns <= r.time_ns ORDER BY s.begin_ns DESC LIMIT 1);

-- A row is a region in the window, with its name and the first launch of its
-- program.
CREATE VIEW regions AS
SELECT r.run, CAST(r.chips AS INTEGER) AS device, r.program, r.kind, r.idx, r.cb_name, r.address,
  r.bytes_per_core, r.pages, r.page_bytes, r.data_format, r.cores, r.alias, r.time_ns, f.op, f.name,
  f.callsite, r.chips
FROM region_in_window i JOIN named_region r ON r.id = i.id
LEFT JOIN first_op f ON f.run = r.run AND f.program = r.program;

-- A row is the size per core of a buffer or region in the window.
CREATE VIEW sizes AS
SELECT b.run, b.device, b.kind, b.bytes_per_core, b.alloc_ns AS time_ns, b.chips, b.cores
FROM buffers b
UNION ALL
SELECT r.run, CAST(r.chips AS INTEGER), r.kind, r.bytes_per_core, r.time_ns, r.chips, c.cores
FROM region_in_window i JOIN region r ON r.rowid = i.id
LEFT JOIN cores c ON c.run = r.run AND c.id = r.cores
WHERE NOT r.alias;

-- A row is one of view sizes, of what lies in a core's L1.
CREATE VIEW l1_sizes AS SELECT * FROM sizes
WHERE kind NOT IN ('dram', 'system_memory', 'trace');

-- A row is a figure of a run that diff compares: of peaks, phases (marks that
-- lie in no other), ops by name, failures, free space.
CREATE VIEW figures AS
SELECT run, 'peak' AS what, device, 'opening ' || nth AS name, m.column1 AS measure,
  CASE m.column1 WHEN 'peak_bytes' THEN peak_bytes WHEN 'headroom_bytes' THEN headroom_bytes
    WHEN 'usable_bytes' THEN usable_bytes END AS value,
  iif(m.column1 = 'peak_bytes', at_op, NULL) AS at_op, iif(m.column1 = 'peak_bytes', op_name,
    NULL) AS op_name
FROM (SELECT run, device, nth, max(peak_bytes) AS peak_bytes, min(headroom_bytes) AS headroom_bytes,
    max(usable_bytes) AS usable_bytes, max(at_op) FILTER (WHERE place = 1) AS at_op,
    max(op_name) FILTER (WHERE place = 1) AS op_name
  FROM (SELECT run, device, peak_bytes, headroom_bytes, capacity_bytes - reserved_bytes AS
    usable_bytes,
      coalesce(captured_op, op) AS at_op, coalesce(captured_name, name) AS op_name,
      dense_rank() OVER (PARTITION BY run, device ORDER BY opening) AS nth, row_number() OVER
        (PARTITION BY run, opening ORDER BY peak_bytes DESC, time_ns, core_y, core_x) AS place
    FROM peak) GROUP BY run, device, nth),
  (VALUES ('peak_bytes'), ('headroom_bytes'), ('usable_bytes')) AS m
UNION ALL
SELECT run, 'phase', device, name, m.column1,
  iif(m.column1 = 'peak_bytes', peak_bytes, headroom_bytes), NULL, NULL
FROM (SELECT m.run, m.device, m.name, max(m.peak_bytes) AS peak_bytes,
    min(m.headroom_bytes) AS headroom_bytes
  FROM window w CROSS JOIN mark_peak m JOIN phase p ON p.run = m.run AND p.kind = 'mark'
    AND p.name = m.name AND p.thread = m.thread AND p.begin_ns = m.begin_ns AND p.end_ns IS m.end_ns
  WHERE p.depth = 0 AND m.name NOT NULL AND (w.device IS NULL OR w.device = m.device)
    AND (w.mark IS NULL OR w.mark = m.name) GROUP BY m.run, m.device, m.name),
  (VALUES ('peak_bytes'), ('headroom_bytes')) AS m
UNION ALL
SELECT run, 'op', device, grp, m.column1,
  CASE m.column1 WHEN 'launches' THEN launches + replayed WHEN 'peak_bytes' THEN peak_bytes
    WHEN 'program_bytes' THEN program_bytes WHEN 'headroom_bytes' THEN headroom_bytes
    WHEN 'kernel_text_bytes' THEN kernel_text_bytes END, NULL, NULL
FROM op_peaks, (VALUES ('launches'), ('peak_bytes'), ('program_bytes'), ('headroom_bytes'),
  ('kernel_text_bytes')) AS m
UNION ALL
SELECT run, 'failure', device, kind, 'count', count(*), NULL, NULL FROM failures
GROUP BY run, device, kind
UNION ALL
SELECT run, 'free space', device, kind || ', opening ' || dense_rank() OVER
    (PARTITION BY run, device, kind ORDER BY handle), 'largest_free_bytes',
  min(largest_free_bytes), NULL, NULL
FROM l1_frag GROUP BY run, device, kind, handle;
