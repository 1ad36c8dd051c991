-- The database of l1analyze: one row a fact of a trace, and what the accounting made of it.
-- Every table has `run` (1, 2, ... in the order of the inputs). NULL: unknown. Times are ns since the
-- run's first event, sizes bytes, addresses integers; _bytes of cores are per core.

CREATE TABLE run (          -- one trace
  run INTEGER PRIMARY KEY,  -- number of the run in this database
  path TEXT,                -- file it was loaded from
  wall_ns INTEGER,          -- Unix time of time 0
  duration_ns INTEGER,      -- time of the last record
  pid INTEGER,              -- process that recorded
  forked INTEGER,           -- 1: a fork of a process that recorded
  clock TEXT,               -- what stamped the events
  host TEXT,                -- machine
  command TEXT,             -- command line
  cwd TEXT,                 -- working directory
  version TEXT,             -- of the recorder
  runtime TEXT,             -- file the TT-Metal runtime was loaded from
  mock TEXT,                -- board and compiler of a mock run; NULL on a real device
  records INTEGER,          -- records read
  file_bytes INTEGER,       -- size of the trace file
  lost_events INTEGER,      -- events the recorder had to drop, as it counted them
  finished INTEGER,         -- 1: came to an end that is known, and nothing is missing
  ended TEXT,               -- how it ended, in words
  damage TEXT               -- what is damaged or missing, in words; NULL: nothing
);

CREATE TABLE string (       -- interned text of the trace
  run INTEGER, id INTEGER,
  text TEXT,
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE callsite (     -- where in the program something was called
  run INTEGER, id INTEGER,
  callsite TEXT,            -- path:LINE function, innermost first, '; ' between frames
  op TEXT,                  -- operation that was being run, as its user calls it (ttnn.matmul)
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE cores (        -- core range sets
  run INTEGER, id INTEGER,
  cores TEXT,               -- x0,y0-x1,y1 for each range, blanks between
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE device (       -- one opening of a mesh device or bare chip
  run INTEGER,
  handle INTEGER,           -- the recorder's number of this opening
  mesh INTEGER,             -- the runtime's mesh id
  chips TEXT,               -- chip ids, commas between
  open_ns INTEGER, close_ns INTEGER,
  grid_x INTEGER, grid_y INTEGER,       -- worker cores
  l1_bytes INTEGER,         -- L1 of a core
  unreserved_base INTEGER,  -- first address that programs may use
  l1_small_bytes INTEGER,   -- of a core
  kernel_config_bytes INTEGER,          -- KERNEL_CONFIG ring
  bank_count INTEGER, bank_bytes INTEGER,       -- L1 banks
  arch TEXT,
  PRIMARY KEY (run, handle)
) WITHOUT ROWID;

CREATE TABLE opening (      -- one chip, from the first open to the last close
  run INTEGER, opening INTEGER,
  device INTEGER,           -- chip id
  handle INTEGER,           -- of the device that opened it
  open_ns INTEGER, close_ns INTEGER,
  PRIMARY KEY (run, opening)
) WITHOUT ROWID;

CREATE TABLE class_core (   -- cores of a class: cores with the same history as long as it lasts
  run INTEGER, class INTEGER,
  opening INTEGER,
  core_x INTEGER, core_y INTEGER
);

CREATE TABLE peak_core (    -- the worst moment of each core
  run INTEGER, opening INTEGER,
  device INTEGER,           -- chip id
  core_x INTEGER, core_y INTEGER,
  peak_bytes INTEGER,       -- sum of the four parts
  time_ns INTEGER,          -- the first moment with that many bytes
  buffer_bytes INTEGER, l1_small_bytes INTEGER, program_bytes INTEGER, persistent_bytes INTEGER,
  headroom_bytes INTEGER,   -- smallest distance from a program's regions to a buffer at a launch
  op INTEGER,               -- launch or replay it was in; NULL: between two
  name INTEGER,             -- string: that op's name
  class INTEGER
);

CREATE TABLE change (       -- every change of what a core class holds
  run INTEGER, opening INTEGER,
  class INTEGER,
  device INTEGER,           -- chip id
  core_x INTEGER, core_y INTEGER,       -- first core of the class
  time_ns INTEGER,
  event TEXT,               -- alloc, free, launch, replay, program gone
  buffer_bytes INTEGER, l1_small_bytes INTEGER,
  program_bytes INTEGER,    -- of the program that runs at this moment
  total_bytes INTEGER, resident_bytes INTEGER, persistent_bytes INTEGER,
  op INTEGER,               -- of a launch or replay
  name INTEGER              -- string: that op's name
);

CREATE TABLE op (           -- one launch or replay on one chip
  run INTEGER,
  op INTEGER,               -- numbered from 1 in order of time
  opening INTEGER,
  device INTEGER,           -- chip id
  handle INTEGER,           -- device it was launched on
  time_ns INTEGER,
  kind TEXT,                -- launch, replay, captured, failed
  name INTEGER,             -- string: what the user calls it, else its type, else its kernels
  program INTEGER,
  buffer_bytes INTEGER, program_bytes INTEGER, peak_bytes INTEGER,      -- of its fullest core
  headroom_bytes INTEGER,   -- of its tightest core
  kernel_text_bytes INTEGER,
  callsite INTEGER,
  program_end INTEGER,      -- address behind its program's regions, the highest of any core
  moment INTEGER,           -- how often L1 was taken or given back before
  type INTEGER              -- string: what the library calls it, of its first program
);

CREATE TABLE buffer (       -- one lifetime of a buffer
  run INTEGER,
  buffer INTEGER,           -- the runtime's id
  handle INTEGER,           -- device whose allocator gave it
  mesh INTEGER,
  device INTEGER,           -- first chip of that device
  kind TEXT,                -- dram, l1, system_memory, l1_small, trace, persistent
  layout TEXT,
  address INTEGER,
  bytes_per_core INTEGER,   -- what each bank reserves
  size_bytes INTEGER,       -- whole buffer
  page_bytes INTEGER,
  cores INTEGER,            -- core range set; NULL: all banks
  core_count INTEGER,       -- cores that hold data
  alloc_ns INTEGER, free_ns INTEGER,
  reason TEXT,              -- NULL: freed; live at end, freed at device close
  announced INTEGER,        -- 1: was live before recording
  callsite INTEGER,
  per_core INTEGER,         -- 1: reserved on its cores only, not on all banks
  alloc_moment INTEGER, free_moment INTEGER,    -- order of what took and gave back L1; NULL: did not
  alloc_thread INTEGER, free_thread INTEGER     -- that did it, where there is a moment
);

CREATE TABLE owned (        -- buffers that a program's making or enqueueing allocated
  run INTEGER,
  buffer INTEGER, kind TEXT, alloc_ns INTEGER,  -- which lifetime
  thread INTEGER,           -- that allocated it
  program INTEGER,          -- that was being made or enqueued
  op INTEGER,               -- the launch it was for; NULL: it never came to one
  enqueued INTEGER,         -- 1: inside the enqueue; 0: between its program's birth and launch
  gone_ns INTEGER,          -- when that program was destroyed; NULL: it was not
  PRIMARY KEY (run, buffer, kind, alloc_ns)
) WITHOUT ROWID;

CREATE TABLE phase (        -- one pass of a mark, or of a sequence of ops that repeats
  run INTEGER,
  kind TEXT,                -- mark, ops
  name TEXT,                -- of the mark; NULL: ops
  idx INTEGER,              -- 1, 2, ... in order of their ends
  thread INTEGER,           -- of the mark
  depth INTEGER,            -- marks around it on its thread
  begin_ns INTEGER,
  end_ns INTEGER            -- NULL: it never ended
);
CREATE INDEX phase_ends ON phase (run, kind, name, end_ns);

CREATE TABLE free_space (   -- one allocator (a device's, for a kind) after each of its changes
  run INTEGER,
  handle INTEGER,           -- device whose allocator it is
  kind TEXT,                -- l1, l1_small
  time_ns INTEGER,
  moment INTEGER,           -- order of equal times; NULL: the device was opened
  event TEXT,               -- open, alloc, free
  buffer INTEGER,           -- that changed it
  capacity_bytes INTEGER,   -- of a bank
  free_bytes INTEGER,
  largest_free_bytes INTEGER,   -- longest run of free bytes
  holes INTEGER             -- runs of free bytes between, below and above buffers
);

CREATE TABLE region (       -- a program's circular buffer, dataflow buffer or scratchpad
  run INTEGER, time_ns INTEGER,
  program INTEGER,
  chips TEXT,
  kind TEXT,                -- cb, dfb, scratchpad
  idx INTEGER,              -- CB index or order of placement
  address INTEGER, bytes_per_core INTEGER,
  cores INTEGER,
  alias INTEGER,            -- 1: lies in an L1 buffer, takes nothing of its own
  first INTEGER             -- 1: first of a new placement
);

CREATE TABLE program (
  run INTEGER, program INTEGER,
  runtime_id INTEGER,
  born_ns INTEGER, gone_ns INTEGER,
  text_bytes INTEGER, config_bytes INTEGER,
  PRIMARY KEY (run, program)
) WITHOUT ROWID;

CREATE TABLE kernel (
  run INTEGER, time_ns INTEGER, program INTEGER,
  chips TEXT,
  name INTEGER, core_type INTEGER,      -- strings
  processor INTEGER,
  text0_bytes INTEGER, text1_bytes INTEGER, text2_bytes INTEGER,
  cores INTEGER
);

CREATE TABLE failure (      -- what did not fit, in the runtime's numbers
  run INTEGER, failure INTEGER, -- numbered from 1
  time_ns INTEGER,
  kind TEXT,                -- oom, clash, too_big, config_too_big, launch_failed
  handle INTEGER, device INTEGER, program INTEGER,
  buffer_kind TEXT,
  size_bytes INTEGER, bytes_per_bank INTEGER, bank_count INTEGER, bank_bytes INTEGER,
  allocated_bytes INTEGER, free_bytes INTEGER, largest_free_bytes INTEGER,
  region_end INTEGER, lowest_buffer INTEGER, limit_bytes INTEGER,
  cores INTEGER, callsite INTEGER,
  text TEXT,                -- the runtime's own words
  moment INTEGER            -- how often L1 was taken or given back before
);

CREATE TABLE explanation (  -- why a failure happened: who holds the memory, what to release
  run INTEGER, failure INTEGER,
  device INTEGER,           -- chip id
  time_ns INTEGER,          -- of the failure
  kind TEXT,                -- of the failure
  owner_kind TEXT,          -- buffer, cb, dfb, scratchpad, kernel; set, op: sums; NULL: nobody
  owner TEXT,               -- operation that the buffer or region belongs to; a kernel's name
  address INTEGER, bytes_per_core INTEGER,
  callsite TEXT,            -- where the buffer was allocated
  note TEXT,                -- what it has to do with the failure, in words
  role TEXT,                -- region, alias (lies in a buffer), in the way, lives, set, op, kernel, nobody
  id INTEGER,               -- the buffer's; CB index or order of a region
  size_bytes INTEGER,       -- whole buffers
  age_ns INTEGER,           -- how long the buffer had lived
  release INTEGER,          -- 1: of the smallest set whose release makes it fit
  missing_bytes INTEGER,    -- per core, of the failure
  agrees INTEGER            -- 1: the runtime's numbers are those of the trace; NULL: not both known
);

CREATE TABLE mark (         -- phases named by the program
  run INTEGER, time_ns INTEGER,
  thread INTEGER,
  event TEXT,               -- begin, end
  name TEXT
);

CREATE TABLE note (         -- what the recorder could not do or see
  run INTEGER, time_ns INTEGER, code INTEGER, a INTEGER, b INTEGER, text TEXT
);

CREATE TABLE lost (
  run INTEGER, time_ns INTEGER, thread INTEGER, count INTEGER, reason TEXT
);

CREATE TABLE mesh_trace (   -- capture begin, capture end, replay, release
  run INTEGER, time_ns INTEGER, event TEXT, handle INTEGER, trace INTEGER
);

CREATE TABLE finding (      -- what the accounting came across
  run INTEGER, time_ns INTEGER,
  kind TEXT,
  device INTEGER,           -- chip id
  id INTEGER, other INTEGER,
  address INTEGER, bytes INTEGER
);

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
SELECT run, failure, device, time_ns, kind, owner_kind, owner, address, bytes_per_core, callsite,
  note, role, id, size_bytes, age_ns, release, missing_bytes, agrees
FROM explanation;

CREATE VIEW buffers AS
SELECT b.run, b.device, b.buffer, b.kind, b.address, b.bytes_per_core, b.size_bytes, b.alloc_ns,
  CASE WHEN w.buffer NOT NULL THEN 'owned by the program cache'
    WHEN b.reason NOT NULL AND b.announced THEN 'allocated before recording'
    ELSE b.reason END AS reason,
  c.callsite, b.mesh, d.chips, c.op AS name, w.op, w.program, b.free_ns, b.layout, b.core_count,
  b.handle
FROM buffer b
LEFT JOIN device d ON d.run = b.run AND d.handle = b.handle
LEFT JOIN callsite c ON c.run = b.run AND c.id = b.callsite
LEFT JOIN owned w ON w.run = b.run AND w.buffer = b.buffer AND w.kind = b.kind
  AND w.alloc_ns = b.alloc_ns AND b.reason NOT NULL AND (w.enqueued OR c.op NOT NULL)
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

CREATE VIEW findings AS
WITH mine AS (SELECT f.rowid AS id, f.kind AS finding, f.run, f.time_ns, f.device, f.id AS buffer,
  f.other, f.address, f.bytes, b.kind, b.name, b.callsite, max(b.alloc_ns) AS alloc_ns
  FROM finding f LEFT JOIN buffers b ON b.run = f.run AND b.buffer = f.id
    AND b.alloc_ns <= f.time_ns AND f.kind IN ('double free', 'overlap', 'shared by submeshes',
      'trace hazard', 'outside')
  GROUP BY f.rowid),
both AS (SELECT m.*, y.name AS y_name, y.callsite AS y_callsite, max(y.alloc_ns)
  FROM mine m LEFT JOIN buffers y ON y.run = m.run AND y.buffer = m.other AND y.kind = m.kind
    AND y.alloc_ns <= m.time_ns AND m.finding IN ('overlap', 'shared by submeshes')
  GROUP BY m.id)
SELECT b.run, b.finding, b.finding NOT IN ('allocated before recording', 'outside') AS bad,
  b.time_ns, b.device, b.kind, b.buffer, b.address, b.bytes, b.name, b.callsite, b.other,
  coalesce(h.name, b.y_name) AS other_name, coalesce(h.callsite, b.y_callsite) AS other_callsite,
  CASE WHEN h.writer NOT NULL THEN 'a replay writes ' || h.writer || ' of op ' || h.op || ' there'
    WHEN b.finding = 'trace hazard' THEN 'a replay writes there; by which op is not known'
    WHEN b.finding = 'double free' THEN 'freed, and freed again'
    WHEN b.finding = 'allocated before recording' THEN 'freed, but never seen allocated'
    WHEN b.finding = 'overlap' THEN 'one allocator gave these bytes to both'
    WHEN b.finding = 'shared by submeshes' THEN 'two meshes over this chip gave them to both'
    WHEN b.finding = 'over capacity' THEN 'more than the allocatable L1: events are missing, '
      || 'or the allocator erred' END AS note, 1 AS count
FROM both b LEFT JOIN (SELECT finding, min(op) AS op, name, callsite, writer FROM hazard
  GROUP BY finding) h ON h.finding = b.id
UNION ALL
SELECT run, 'damaged', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, damage, 1
FROM run WHERE damage NOT NULL
UNION ALL
SELECT run, 'unfinished', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ended, 1
FROM run WHERE NOT finished
UNION ALL
SELECT run, 'lost events', 1, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  reason, count FROM lost
UNION ALL
SELECT run, 'no buffers seen', 1, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  'programs were launched, yet the hook on buffers never fired: its calls are bound inside a '
  || 'library (l1analyze selfcheck LIB tells)', 1
FROM note n WHERE code = 1 AND a = 1 AND b = 0 AND text = 'track_allocate' AND EXISTS (SELECT 1
  FROM note o WHERE o.run = n.run AND o.code = 1 AND o.text = 'enqueue_mesh_workload' AND o.b > 0)
UNION ALL
SELECT run, 'no launches seen', 1, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  'programs were tracked, yet the hook on launches never fired: its calls are bound inside a '
  || 'library (l1analyze selfcheck LIB tells)', 1
FROM note n WHERE code = 1 AND a = 1 AND b = 0 AND text = 'enqueue_mesh_workload' AND EXISTS (
  SELECT 1 FROM note o WHERE o.run = n.run AND o.code = 1 AND o.text = 'track_program' AND o.b > 0)
UNION ALL
SELECT run, 'hook not found', 0, time_ns, NULL, NULL, NULL, NULL, NULL, text, NULL, NULL, NULL, NULL,
  'this runtime does not define it: another release does, or it is another form of one that fired',
  1 FROM note WHERE code = 1 AND a = 0
UNION ALL
SELECT run, 'hook never fired', 0, time_ns, NULL, NULL, NULL, NULL, NULL, text, NULL, NULL, NULL, NULL,
  CASE WHEN (text LIKE 'begin_trace%' OR text LIKE 'end_trace%' OR text LIKE 'replay_trace%'
      OR text LIKE 'release_trace%') AND NOT EXISTS (SELECT 1 FROM mesh_trace m WHERE m.run = n.run)
      THEN 'no mesh trace was captured'
    WHEN text LIKE 'begin_trace%' OR text LIKE 'end_trace%' OR text LIKE 'replay_trace%'
      THEN 'another form of it fired'
    WHEN text LIKE 'arena%' THEN 'no persistent per-core space was taken'
    WHEN text LIKE '%close%' THEN 'nothing was closed that way'
    ELSE 'never called, or bound inside a library (l1analyze selfcheck LIB tells)' END,
  1 FROM note n WHERE code = 1 AND a = 1 AND b = 0
UNION ALL
SELECT run, 'another ttnn', 1, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  text, 1 FROM note WHERE code = 2
UNION ALL
SELECT run, 'not known', 0, time_ns, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, text,
  1 FROM note WHERE code = 4;

-- Each program's first launch: what its kernels and regions belong to.
CREATE VIEW first_op AS
SELECT o.run, o.program, min(o.op) AS op, s.text AS name, c.callsite, o.handle
FROM op o LEFT JOIN string s ON s.run = o.run AND s.id = o.name
LEFT JOIN callsite c ON c.run = o.run AND c.id = o.callsite
WHERE o.program NOT NULL GROUP BY o.run, o.program;

CREATE VIEW kernels AS
WITH text AS (
  SELECT rowid AS id, iif(text1_bytes IS NULL, NULL, 'trisc0') AS risc, text0_bytes AS bytes FROM kernel
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
SELECT run, device, kind, bytes_per_core, alloc_ns AS time_ns, free_ns, op, name, callsite, chips
FROM buffers
UNION ALL
SELECT r.run, CAST(r.chips AS INTEGER), r.kind, r.bytes_per_core, r.time_ns, NULL, f.op, f.name,
  f.callsite, r.chips
FROM region r LEFT JOIN first_op f ON f.run = r.run AND f.program = r.program
WHERE NOT r.alias;

CREATE VIEW l1_sizes AS SELECT * FROM sizes
WHERE kind NOT IN ('dram', 'system_memory', 'trace');
