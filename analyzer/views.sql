-- What is asked of the tables: one view a question, so that queries and filters stay short.

CREATE VIEW peak AS
SELECT p.run, p.device, p.core_x, p.core_y, p.peak_bytes, p.time_ns, p.buffer_bytes,
  p.l1_small_bytes, p.program_bytes, p.headroom_bytes, d.unreserved_base AS reserved_bytes,
  d.l1_bytes AS capacity_bytes, p.op, s.text AS name, p.persistent_bytes, p.opening
FROM peak_core p
JOIN opening o ON o.run = p.run AND o.opening = p.opening
LEFT JOIN device d ON d.run = o.run AND d.handle = o.handle
LEFT JOIN string s ON s.run = p.run AND s.id = p.name;

CREATE VIEW timeline AS
SELECT c.run, c.device, c.core_x, c.core_y, c.time_ns, c.event, c.buffer_bytes, c.l1_small_bytes,
  c.program_bytes, c.total_bytes, c.resident_bytes, c.persistent_bytes, c.opening, c.rowid AS seq,
  c.op, s.text AS name
FROM change c LEFT JOIN string s ON s.run = c.run AND s.id = c.name;

CREATE VIEW timeline_core AS
SELECT c.run, c.device, k.core_x, k.core_y, c.time_ns, c.event, c.buffer_bytes, c.l1_small_bytes,
  c.program_bytes, c.total_bytes, c.resident_bytes, c.persistent_bytes, c.opening, c.rowid AS seq,
  c.op, s.text AS name
FROM change c JOIN class_core k ON k.run = c.run AND k.class = c.class
LEFT JOIN string s ON s.run = c.run AND s.id = c.name;

CREATE VIEW ops AS
SELECT o.run, o.op, o.device, o.time_ns, s.text AS name, o.program, o.buffer_bytes,
  o.program_bytes, o.peak_bytes, o.headroom_bytes, o.kernel_text_bytes, c.callsite, o.kind,
  t.text AS type
FROM op o
LEFT JOIN string s ON s.run = o.run AND s.id = o.name
LEFT JOIN string t ON t.run = o.run AND t.id = o.type
LEFT JOIN callsite c ON c.run = o.run AND c.id = o.callsite;

CREATE VIEW frag AS
SELECT s.run, CAST(d.chips AS INTEGER) AS device, d.mesh, s.kind, s.time_ns, s.free_bytes,
  s.largest_free_bytes, s.holes,
  CASE WHEN s.free_bytes > 0 THEN round(1.0 - 1.0 * s.largest_free_bytes / s.free_bytes, 6)
    ELSE 0.0 END AS fragmentation,
  s.capacity_bytes, s.event, s.buffer, s.handle, d.chips, s.moment
FROM free_space s JOIN device d ON d.run = s.run AND d.handle = s.handle;

CREATE VIEW explain AS
SELECT e.run, e.failure, e.device, e.time_ns, e.kind, e.owner_kind, e.owner, e.address,
  e.bytes_per_core, e.callsite, e.note, e.role, e.id, e.size_bytes, e.age_ns, e.release,
  e.missing_bytes, e.agrees, c.op AS name, e.fits
FROM explanation e
LEFT JOIN failure f ON f.run = e.run AND f.failure = e.failure
LEFT JOIN callsite c ON c.run = f.run AND c.id = f.callsite;

CREATE VIEW buffers AS
SELECT b.run, b.device, b.buffer, b.kind, b.address, b.bytes_per_core, b.size_bytes, b.alloc_ns,
  CASE WHEN w.buffer NOT NULL THEN 'owned by the program cache'
    WHEN b.reason NOT NULL AND b.announced THEN 'allocated before recording'
    ELSE b.reason END AS reason,
  c.callsite, b.mesh, d.chips, c.op AS name, w.op, w.program, b.free_ns, b.layout, b.core_count,
  b.handle, CASE WHEN b.per_core THEN k.cores END AS cores
FROM buffer b
LEFT JOIN cores k ON k.run = b.run AND k.id = b.cores
LEFT JOIN device d ON d.run = b.run AND d.handle = b.handle
LEFT JOIN callsite c ON c.run = b.run AND c.id = b.callsite
LEFT JOIN owned w ON w.run = b.run AND w.buffer = b.buffer AND w.kind = b.kind
  AND w.alloc_ns = b.alloc_ns AND b.reason NOT NULL
  AND (w.gone_ns IS NULL OR w.gone_ns >= b.free_ns);

CREATE VIEW leaks AS
SELECT run, device, buffer, kind, address, bytes_per_core, size_bytes, alloc_ns, reason, callsite,
  mesh, chips, name, op, program
FROM buffers WHERE reason NOT NULL;

CREATE VIEW l1_leaks AS SELECT * FROM leaks WHERE kind IN ('l1', 'l1_small');

CREATE VIEW l1_buffers AS SELECT * FROM buffers WHERE kind IN ('l1', 'l1_small');

CREATE VIEW hazard AS
SELECT f.rowid AS finding, o.op, s.text AS name, c.callsite,
  coalesce(r.kind || coalesce(' ' || r.idx, ''), x.kind || ' buffer ' || x.buffer) AS writer
FROM finding f
JOIN mesh_trace m ON m.run = f.run AND m.trace = f.other AND m.event = 'capture begin'
  AND m.time_ns <= f.time_ns
JOIN mesh_trace e ON e.run = f.run AND e.trace = f.other AND e.event = 'capture end'
  AND e.handle = m.handle AND e.time_ns BETWEEN m.time_ns AND f.time_ns
JOIN op o ON o.run = f.run AND o.kind = 'captured' AND o.handle = m.handle
  AND o.time_ns BETWEEN m.time_ns AND e.time_ns
LEFT JOIN region r ON r.run = f.run AND r.program = o.program AND NOT r.alias
  AND r.time_ns <= e.time_ns AND r.address < f.address + f.bytes
  AND f.address < r.address + r.bytes_per_core
LEFT JOIN buffer x ON x.run = f.run AND x.kind IN ('l1', 'l1_small') AND x.buffer != f.id
  AND x.alloc_ns <= o.time_ns AND x.address < f.address + f.bytes
  AND f.address < x.address + x.bytes_per_core AND (x.free_ns IS NULL OR x.free_ns > o.time_ns)
LEFT JOIN string s ON s.run = f.run AND s.id = o.name
LEFT JOIN callsite c ON c.run = f.run AND c.id = o.callsite
WHERE f.kind = 'trace hazard' AND (r.run NOT NULL OR x.run NOT NULL);

-- Hooks are noted at each device close and at the end: the last note of each counts.
CREATE VIEW hook AS
SELECT run, text, time_ns, a, b, max(rowid) AS last FROM note WHERE code = 1 GROUP BY run, text;

-- Findings whose owners are looked for are apart: of the others there may be millions.
CREATE VIEW findings AS
WITH mine AS (SELECT f.rowid AS id, f.kind AS finding, f.run, f.time_ns, f.device, f.id AS buffer,
  f.other, f.address, f.bytes, b.kind, b.name, b.callsite, max(b.alloc_ns) AS alloc_ns
  FROM finding f LEFT JOIN buffers b ON b.run = f.run AND b.buffer = f.id
    AND b.alloc_ns <= f.time_ns
  WHERE f.kind IN ('double free', 'overlap', 'shared by submeshes', 'trace hazard', 'outside')
  GROUP BY f.rowid),
both AS (SELECT m.*, y.name AS y_name, y.callsite AS y_callsite, max(y.alloc_ns)
  FROM mine m LEFT JOIN buffers y ON y.run = m.run AND y.buffer = m.other AND y.kind = m.kind
    AND y.alloc_ns <= m.time_ns AND m.finding IN ('overlap', 'shared by submeshes')
  GROUP BY m.id)
SELECT b.run, b.finding, b.finding NOT IN ('shared by submeshes', 'outside') AS bad, b.time_ns,
  b.device, b.kind, b.buffer, b.address, b.bytes, b.name, b.callsite, b.other,
  coalesce(h.name, b.y_name) AS other_name, coalesce(h.callsite, b.y_callsite) AS other_callsite,
  CASE WHEN h.writer NOT NULL THEN 'a replay writes ' || h.writer || ' of op ' || h.op || ' there'
    WHEN b.finding = 'trace hazard' THEN 'a replay writes there; by which op is not known'
    WHEN b.finding = 'double free' THEN 'freed, and freed again'
    WHEN b.finding = 'overlap' THEN 'one allocator gave these bytes to both'
    WHEN b.finding = 'shared by submeshes' THEN 'two meshes over this chip gave them to both'
    END AS note, 1 AS count
FROM both b LEFT JOIN (SELECT finding, min(op) AS op, name, callsite, writer FROM hazard
  GROUP BY finding) h ON h.finding = b.id
UNION ALL
SELECT run, kind, kind != 'allocated before recording', time_ns, device, NULL, id, address, bytes,
  NULL, NULL, other, NULL, NULL,
  CASE kind WHEN 'allocated before recording' THEN 'freed, but never seen allocated'
    WHEN 'over capacity' THEN 'more than the allocatable L1: events are missing, '
      || 'or the allocator erred' END, 1
FROM finding
WHERE kind NOT IN ('double free', 'overlap', 'shared by submeshes', 'trace hazard', 'outside')
UNION ALL
SELECT run, 'damaged', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  damage, 1
FROM run WHERE damage NOT NULL
UNION ALL
SELECT run, 'unfinished', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  ended, 1
FROM run WHERE NOT finished
UNION ALL
SELECT run, 'lost events', 1, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  reason, count FROM lost
UNION ALL
SELECT run, 'no buffers seen', 1, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL,
  'programs were launched, yet the hook on buffers never fired: its calls are bound inside a '
  || 'library (l1analyze selfcheck LIB tells)', 1
FROM hook n WHERE a = 1 AND b = 0 AND text = 'track_allocate' AND EXISTS (SELECT 1
  FROM hook o WHERE o.run = n.run AND o.text = 'enqueue_mesh_workload' AND o.b > 0)
UNION ALL
SELECT run, 'no launches seen', 1, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  NULL,
  'programs were tracked, yet the hook on launches never fired: its calls are bound inside a '
  || 'library (l1analyze selfcheck LIB tells)', 1
FROM hook n WHERE a = 1 AND b = 0 AND text = 'enqueue_mesh_workload' AND EXISTS (
  SELECT 1 FROM hook o WHERE o.run = n.run AND o.text = 'track_program' AND o.b > 0)
UNION ALL
SELECT run, 'hook not found', 0, time_ns, NULL, NULL, NULL, NULL, NULL, text, NULL, NULL, NULL,
  NULL,
  'this runtime does not define it: another release does, or it is another form of one that fired',
  1 FROM hook WHERE a = 0
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
    ELSE 'never called, or bound inside a library (l1analyze selfcheck LIB tells)' END,
  1 FROM hook n WHERE a = 1 AND b = 0
UNION ALL
SELECT run, 'another ttnn', 1, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  text, 1 FROM note WHERE code = 2
UNION ALL
SELECT run, 'not known', 0, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  text,
  1 FROM note WHERE code = 4;

-- Each program's first launch: what its kernels and regions belong to.
CREATE VIEW first_op AS
SELECT o.run, o.program, min(o.op) AS op, s.text AS name, c.callsite, o.handle
FROM op o LEFT JOIN string s ON s.run = o.run AND s.id = o.name
LEFT JOIN callsite c ON c.run = o.run AND c.id = o.callsite
WHERE o.program NOT NULL GROUP BY o.run, o.program;

CREATE VIEW kernels AS
WITH text AS (
  SELECT rowid AS id, iif(text1_bytes IS NULL, processor, 'trisc0') AS risc,
  text0_bytes AS bytes FROM kernel
  UNION ALL SELECT rowid, 'trisc1', text1_bytes FROM kernel WHERE text1_bytes NOT NULL
  UNION ALL SELECT rowid, 'trisc2', text2_bytes FROM kernel WHERE text2_bytes NOT NULL),
ring AS (SELECT run, max(kernel_config_bytes) AS bytes FROM device GROUP BY run)
SELECT k.run, CAST(k.chips AS INTEGER) AS device, k.program,
  iif(instr(n.text, '/') > 1, substr(n.text, 1, instr(n.text, '/') - 1), n.text) AS kernel,
  ct.text AS core_type, t.risc, c.cores, t.bytes AS text_bytes,
  p.text_bytes AS program_text_bytes, p.config_bytes AS program_config_bytes,
  p.text_bytes + p.config_bytes AS program_bytes,
  coalesce(d.kernel_config_bytes, r.bytes) AS ring_bytes,
  coalesce(d.kernel_config_bytes, r.bytes) - p.text_bytes - p.config_bytes AS left_bytes,
  k.time_ns, f.op, f.name, f.callsite, k.chips
FROM kernel k JOIN text t ON t.id = k.rowid
LEFT JOIN program p ON p.run = k.run AND p.program = k.program
LEFT JOIN first_op f ON f.run = k.run AND f.program = k.program
LEFT JOIN device d ON d.run = k.run AND d.handle = f.handle
LEFT JOIN ring r ON r.run = k.run
LEFT JOIN string n ON n.run = k.run AND n.id = k.name
LEFT JOIN string ct ON ct.run = k.run AND ct.id = k.core_type
LEFT JOIN cores c ON c.run = k.run AND c.id = k.cores;

CREATE VIEW sizes AS
SELECT b.run, b.device, b.kind, b.bytes_per_core, b.alloc_ns AS time_ns, b.free_ns, b.op, b.name,
  b.callsite, b.chips, b.cores
FROM buffers b
UNION ALL
SELECT r.run, CAST(r.chips AS INTEGER), r.kind, r.bytes_per_core, r.time_ns, NULL, f.op, f.name,
  f.callsite, r.chips, c.cores
FROM region r LEFT JOIN first_op f ON f.run = r.run AND f.program = r.program
LEFT JOIN cores c ON c.run = r.run AND c.id = r.cores
WHERE NOT r.alias;

CREATE VIEW l1_sizes AS SELECT * FROM sizes
WHERE kind NOT IN ('dram', 'system_memory', 'trace');
