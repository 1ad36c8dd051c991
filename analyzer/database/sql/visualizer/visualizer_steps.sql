-- What the report of ttnn-visualizer is made of: chips, ops, failures, buffers, as numbered there
-- The viewer opens rank 0: where the runs' own ranks do not begin there, their order does.
CREATE TEMP TABLE exported_run AS SELECT run,
  CASE WHEN (SELECT count(DISTINCT rank) = count(*) AND min(rank) = 0 FROM run) THEN rank
    ELSE row_number() OVER (ORDER BY run) - 1 END AS rank, duration_ns, wall_ns FROM run;
CREATE UNIQUE INDEX temp.exported_run_of ON exported_run (run);
CREATE TEMP TABLE exported_chip AS
SELECT run, device, row_number() OVER (PARTITION BY run ORDER BY device) - 1 AS device_id, opening
FROM (SELECT o.run, o.device, max(o.opening) AS opening FROM window w CROSS JOIN opening o
  WHERE w.device IS NULL OR o.device = w.device GROUP BY o.run, o.device);

-- Moments count the changes of L1. moment: those before the op; until: the last that belongs to it,
-- which are the frees after it and before anything is allocated, or fails. Frees that the program
-- does as soon as an op has run would otherwise be the next op's, whose buffers they are not.
CREATE TEMP TABLE exported_step AS SELECT run, op, time_ns, moment, 0 AS until FROM op_row
WHERE part = 0;
CREATE UNIQUE INDEX temp.exported_step_op ON exported_step (run, op);
CREATE INDEX temp.exported_step_ns ON exported_step (run, time_ns, op);
CREATE INDEX temp.exported_step_moment ON exported_step (run, moment, op);
CREATE TEMP TABLE exported_taken (run INTEGER, moment INTEGER, PRIMARY KEY (run, moment))
  WITHOUT ROWID;
INSERT OR IGNORE INTO exported_taken SELECT run, alloc_moment - 1 FROM buffer_row
WHERE alloc_moment NOT NULL UNION ALL SELECT run, moment FROM failure WHERE moment NOT NULL;
UPDATE exported_step SET until = min(
  coalesce((SELECT t.moment FROM exported_taken t WHERE t.run = exported_step.run
    AND t.moment >= exported_step.moment ORDER BY t.moment LIMIT 1), 9223372036854775807),
  coalesce((SELECT n.moment FROM exported_step n WHERE n.run = exported_step.run
    AND n.op = exported_step.op + 1), 9223372036854775807));
CREATE INDEX temp.exported_step_until ON exported_step (run, until, op);

-- own: 0 for an op that is not exported, but the next one is: it stands for what is held then.
CREATE TEMP TABLE exported_op AS
SELECT run, op, 1 AS own, time_ns, kind, name, type, program, peak_bytes, headroom_bytes,
  kernel_text_bytes, callsite, handle, 0 AS chunks
FROM (SELECT o.run, o.op, o.time_ns, o.kind, o.op_name AS name, t.text AS type, o.program,
    o.peak_bytes, min(o.headroom_bytes) OVER (PARTITION BY o.run, o.op) AS headroom_bytes,
    o.kernel_text_bytes, o.callsite, o.handle,
    row_number() OVER (PARTITION BY o.run, o.op
      ORDER BY o.peak_bytes DESC, o.device, o.opening) AS nth
  FROM op_in_window o LEFT JOIN string t ON t.run = o.run AND t.id = o.type)
WHERE nth = 1;
CREATE UNIQUE INDEX temp.exported_op_of ON exported_op (run, op);
INSERT INTO exported_op (run, op, own, time_ns)
SELECT s.run, s.op, 0, s.time_ns FROM exported_op e
JOIN exported_step s ON s.run = e.run AND s.op = e.op - 1
WHERE NOT EXISTS (SELECT 1 FROM exported_op p WHERE p.run = e.run AND p.op = e.op - 1);

-- A failure has a number of its own behind all ops.
CREATE TEMP TABLE exported_failure AS
SELECT f.run, coalesce((SELECT max(s.op) FROM exported_step s WHERE s.run = f.run), 0) + f.failure
    AS operation, f.failure, f.time_ns, f.moment, f.kind, f.text, f.callsite, c.op AS name,
  (SELECT s.op FROM exported_step s WHERE s.run = f.run AND s.time_ns <= f.time_ns
    ORDER BY s.time_ns DESC, s.op DESC LIMIT 1) AS after_op
FROM failures f LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite;

-- A buffer is allocated in the graph of op `alloc_op` and freed in that of `free_op`, where it
-- comes after the launch if its moment does; NULL: in none. Moments order L1, times all else.
CREATE TEMP TABLE exported_placed AS
SELECT row_number() OVER (ORDER BY b.run, b.alloc_ns, b.alloc_moment, b.buffer, b.kind, b.part)
    AS tensor_id, b.run, b.buffer, b.part, b.handle, b.kind,
  CASE b.kind WHEN 'dram' THEN 0 WHEN 'system_memory' THEN 2 WHEN 'l1_small' THEN 3
    WHEN 'trace' THEN 4 ELSE 1 END AS type,
  CASE b.kind WHEN 'dram' THEN 'DRAM' WHEN 'system_memory' THEN 'SYSTEM_MEMORY'
    WHEN 'l1_small' THEN 'L1_SMALL' WHEN 'trace' THEN 'TRACE' ELSE 'L1' END AS type_name,
  CASE b.layout WHEN 'interleaved' THEN 0 WHEN 'height sharded' THEN 2 WHEN 'width sharded' THEN 3
    WHEN 'block sharded' THEN 4 ELSE 1 END AS layout,
  b.address, b.bytes_per_core, b.size_bytes, b.page_bytes, b.core_count, b.cores, b.per_core,
  b.callsite, b.tensor, b.alloc_ns, b.free_ns, b.alloc_moment, b.free_moment,
  b.alloc_op AS made_by, b.uses, b.first_use_op, b.last_use_op, b.last_use,
  iif(b.alloc_moment IS NULL,
    (SELECT s.op FROM exported_step s WHERE s.run = b.run AND s.time_ns >= b.alloc_ns
      ORDER BY s.time_ns, s.op LIMIT 1),
    (SELECT s.op FROM exported_step s WHERE s.run = b.run AND s.moment >= b.alloc_moment
      ORDER BY s.moment, s.op LIMIT 1)) AS alloc_op,
  iif(b.alloc_moment IS NULL OR b.free_moment IS NULL,
    (SELECT s.op FROM exported_step s WHERE s.run = b.run AND s.time_ns >= b.free_ns
      ORDER BY s.time_ns, s.op LIMIT 1),
    (SELECT s.op FROM exported_step s WHERE s.run = b.run AND s.until >= b.free_moment
      ORDER BY s.until, s.op LIMIT 1)) AS free_op
FROM buffer b WHERE b.address NOT NULL AND b.bytes_per_core NOT NULL;
-- What is held at each failure.
CREATE TEMP TABLE exported_failed AS
SELECT p.run, p.tensor_id, f.operation, f.after_op
FROM exported_failure f JOIN exported_placed p
  ON p.run = f.run AND iif(p.alloc_moment IS NULL OR f.moment IS NULL,
  p.alloc_ns <= f.time_ns AND (p.free_ns IS NULL OR p.free_ns > f.time_ns),
  p.alloc_moment <= f.moment AND (p.free_moment IS NULL OR p.free_moment > f.moment));
CREATE INDEX temp.exported_failed_of ON exported_failed (tensor_id);
-- failed_op: the first failure that sees it, as it was allocated after the last op before.
CREATE TEMP TABLE exported_buffer AS
SELECT p.*, EXISTS (SELECT 1 FROM exported_op e WHERE e.run = p.run AND e.op >= p.alloc_op
    AND e.op <= coalesce(p.free_op, 9223372036854775807))
  OR EXISTS (SELECT 1 FROM exported_failed f WHERE f.tensor_id = p.tensor_id) AS shown,
  (SELECT min(f.operation) FROM exported_failed f WHERE f.tensor_id = p.tensor_id
    AND (p.alloc_op IS NULL OR p.alloc_op > coalesce(f.after_op, 0))) AS failed_op
FROM exported_placed p;
CREATE UNIQUE INDEX temp.exported_buffer_of ON exported_buffer (tensor_id);
CREATE INDEX temp.exported_buffer_id ON exported_buffer (run, buffer, kind);
CREATE INDEX temp.exported_buffer_alloc ON exported_buffer (run, alloc_op);
CREATE INDEX temp.exported_buffer_free ON exported_buffer (run, free_op);

-- The chips of each buffer.
CREATE TEMP TABLE exported_home AS
SELECT d.run, d.handle, c.device, c.device_id FROM device d CROSS JOIN exported_chip c
  ON c.run = d.run AND instr(',' || d.chips || ',', ',' || c.device || ',');
CREATE UNIQUE INDEX temp.exported_home_of ON exported_home (run, handle, device_id);

-- Call sites as Python prints them, but the innermost frame first: the viewer shows the first one.
CREATE TEMP TABLE exported_site AS
WITH RECURSIVE frame(run, id, nth, rest, frame) AS (
  SELECT run, id, 0, callsite || '; ', NULL FROM callsite WHERE callsite NOT NULL
  UNION ALL SELECT run, id, nth + 1, substr(rest, instr(rest, '; ') + 2),
    substr(rest, 1, instr(rest, '; ') - 1) FROM frame WHERE rest <> '' AND nth < 200),
place AS (SELECT run, id, nth, frame, rtrim(frame, replace(frame, ' ', '')) AS head FROM frame
  WHERE frame NOT NULL),
part AS (SELECT run, id, nth, frame, substr(frame, length(head) + 1) AS function,
  rtrim(head, ' ') AS at FROM place),
line AS (SELECT run, id, nth, frame, function, at, length(rtrim(at, '0123456789')) AS colon
  FROM part)
SELECT run, id, nth, iif(known, substr(at, 1, colon - 1), NULL) AS path,
  iif(known, CAST(substr(at, colon + 1) AS INTEGER), NULL) AS line,
  iif(known, '  File "' || substr(at, 1, colon - 1) || '", line ' || substr(at, colon + 1)
    || ', in ' || function, '  ' || frame) AS text
FROM (SELECT *, colon > 1 AND colon < length(at) AND substr(at, colon, 1) = ':' AS known FROM line);
CREATE UNIQUE INDEX temp.exported_site_of ON exported_site (run, id, nth);
CREATE TEMP TABLE exported_trace AS
SELECT run, id, stack_trace FROM (SELECT run, id, nth, group_concat(text, char(10)) OVER (
  PARTITION BY run, id ORDER BY nth ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
  AS stack_trace FROM exported_site) WHERE nth = 1;
CREATE UNIQUE INDEX temp.exported_trace_of ON exported_trace (run, id);
CREATE TEMP TABLE exported_file (id INTEGER PRIMARY KEY, path TEXT UNIQUE, contents TEXT);
INSERT OR IGNORE INTO exported_file (path)
SELECT path FROM exported_site WHERE nth = 1 AND path NOT NULL ORDER BY path;

-- The placement of a program's regions that holds at a time: the last before it, of each kind.
CREATE TEMP TABLE exported_region AS
SELECT r.id, r.run, r.program, r.chips, r.time_ns, p.placement, r.kind, r.address, r.bytes_per_core,
  '{[(x=' || replace(replace(replace(replace(r.cores, ' ', ';'), ',', ',y='), '-', ') - (x='), ';',
    ')], [(x=') || ')]}' AS core_range_set, r.alias,
  coalesce(min(r.time_ns) OVER (PARTITION BY r.run, r.program, r.chips, r.kind ORDER BY p.placement
    RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 9223372036854775807) AS until_ns
FROM named_region r JOIN placed_region p ON p.id = r.id;
CREATE INDEX temp.exported_region_of ON exported_region (run, program);
