-- The database of l1analyze: it has a row for each fact of a trace, and rows
-- for what the accounting made of them. Every table has `run` (1, 2, .. in the
-- order of the inputs). NULL means that something is unknown, unless a column
-- says otherwise. Times are ns since the run's first event, sizes are bytes,
-- addresses are integers; bytes on cores are per core. (string.id) after a
-- sentence says where a number is found again: in that column of that table.
--
-- These tables are of version 11, which `PRAGMA user_version` has. A change of
-- a table is another version; one of a view is none. l1analyze reads databases
-- of its own version and refuses all others in a line, with exit status 3: load
-- the trace again. Other programs read any version as it is. Table run and
-- views peak, timeline, timeline_core, ops, frag, buffers, leaks, uses,
-- failures, explain, kernels, regions and findings keep their names and
-- columns, and only get new ones: SQL that names the columns it reads of them
-- runs on later versions, too.

CREATE TABLE run (
  -- A row is one trace that was loaded.
  run INTEGER PRIMARY KEY,      -- The traces of this database are numbered 1,
                                -- 2, .. in the order of the inputs.
  path TEXT,                    -- The trace was loaded from this file.
  wall_ns INTEGER,              -- Time 0 of the run is this Unix time in ns, by
                                -- its host's clock; view run_clock lines runs
                                -- up.
  duration_ns INTEGER,          -- It is the time from the first event to the
                                -- last record in ns.
  rank INTEGER,                 -- The process had this number in its MPI or
                                -- Slurm job. NULL means that it had none.
  pid INTEGER,                  -- The recorded process had this id on its host.
  forked INTEGER,               -- 1 means that the process was forked from one
                                -- that recorded.
  clock TEXT,                   -- This clock gave the events their times.
  host TEXT,                    -- The machine that ran it has this name.
  command TEXT,                 -- The process was started with this command
                                -- line.
  cwd TEXT,                     -- The process started in this folder.
  version TEXT,                 -- The recorder was of this version.
  runtime TEXT,                 -- TT-Metal's runtime was loaded from this file.
                                -- NULL means that none was seen.
  mock TEXT,                    -- It names the board and the compiler of a mock
                                -- run. NULL means a real device.
  records INTEGER,              -- It counts the records that were read from the
                                -- trace.
  file_bytes INTEGER,           -- It is the size of the trace file in bytes.
  lost_events INTEGER,          -- It counts the events that the recorder had to
                                -- drop.
  finished INTEGER,             -- 1 means that the end of the run is known and
                                -- that nothing is missing.
  ended TEXT,                   -- It says in words how the run ended.
  damage TEXT,                  -- It says in words what is damaged or missing.
                                -- NULL means nothing.
  buffers INTEGER,              -- It counts the buffers that were allocated.
  programs INTEGER,             -- It counts the programs.
  regions INTEGER,              -- It counts the regions that were placed:
                                -- circular buffers (CBs), dataflow buffers,
                                -- scratchpads.
  kernels INTEGER,              -- It counts the kernels that were compiled or
                                -- found.
  ops INTEGER,                  -- It counts launches and replays, failed ones
                                -- too.
  failures INTEGER,             -- It counts failures of all kinds.
  uses INTEGER                  -- It counts the launches that were recorded
                                -- with what they use.
);

-- The trace itself: l1analyze makes of it the rows that are not here, unless
-- `load --full` wrote them.
CREATE TABLE kept_trace (
  -- A row is a piece of the bytes of a trace file.
  run INTEGER,                  -- The row belongs to this run (run.run).
  first_byte INTEGER,           -- The piece begins at this byte of the file,
                                -- counted from 0.
  bytes BLOB,                   -- It holds the bytes of the piece.
  PRIMARY KEY (run, first_byte)
) WITHOUT ROWID;

CREATE TABLE string (
  -- A row is a text of the trace, which other rows name by its number.
  run INTEGER,                  -- The row belongs to this run (run.run).
  id INTEGER,                   -- The text has this number.
  text TEXT,                    -- It is the text itself.
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE callsite (
  -- A row is a place in the program from which something was called.
  run INTEGER,                  -- The row belongs to this run (run.run).
  id INTEGER,                   -- The call site has this number.
  callsite TEXT,                -- It is written path:LINE function, the
                                -- innermost frame first, with '; ' between
                                -- frames.
  op TEXT,                      -- This operation was running, as its user calls
                                -- it (ttnn.matmul). NULL means that none was
                                -- known.
  variable TEXT,                -- The source line assigns the result to this:
                                -- q, self.kv_cache. NULL means that it is not
                                -- known.
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE cores (
  -- A row is a set of core ranges.
  run INTEGER,                  -- The row belongs to this run (run.run).
  id INTEGER,                   -- The set has this number.
  cores TEXT,                   -- Each range is x0,y0-x1,y1, in logical
                                -- coordinates; blanks separate them.
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE tensor (
  -- A row says what buffers hold: shape, type and layout.
  run INTEGER,                  -- The row belongs to this run (run.run).
  id INTEGER,                   -- The definition has this number.
  tensor TEXT,                  -- It is all of it in short: [1, 8, 128, 64]
                                -- bf16 tile, block sharded 4x8.
  shape TEXT,                   -- It is the logical shape, as Python prints it.
  padded_shape TEXT,            -- It is the shape that the memory has.
  dtype TEXT,                   -- The elements are of this type: bfloat16,
                                -- float32, bfloat8_b, ..
  page_layout TEXT,             -- The pages are laid out like this: tile, row
                                -- major.
  memory TEXT,                  -- It is the memory config: l1 block sharded
                                -- 4x8, shard [128, 64]; columns x rows.
  shard_shape TEXT,             -- It is the shape of one shard. NULL means that
                                -- it is not sharded, or not known.
  shard_order TEXT,             -- The shards go over their cores in this order:
                                -- row major, column major.
  shard_cores INTEGER,          -- The shards are spread over this core range
                                -- set (cores.id).
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE device (
  -- A row is one opening of a mesh device or of a bare chip.
  run INTEGER,                  -- The row belongs to this run (run.run).
  handle INTEGER,               -- The recorder gave this opening the number.
  mesh INTEGER,                 -- The runtime gave its mesh this id.
  chips TEXT,                   -- It lists the chip ids, with commas between.
  open_ns INTEGER,              -- It was opened at this time in ns.
  close_ns INTEGER,             -- It was closed at this time in ns. NULL means
                                -- that it was not.
  grid_x INTEGER,               -- It counts the columns of worker cores.
  grid_y INTEGER,               -- It counts the rows of worker cores.
  l1_bytes INTEGER,             -- It is the size of the L1 of a core in bytes.
  unreserved_base INTEGER,      -- Programs may use L1 from this address on.
  l1_small_bytes INTEGER,       -- It is the size of the L1_SMALL of a core in
                                -- bytes.
  kernel_config_bytes INTEGER,  -- It is the size of the KERNEL_CONFIG ring of a
                                -- core in bytes.
  bank_count INTEGER,           -- It counts the L1 banks.
  bank_bytes INTEGER,           -- It is the size of one L1 bank in bytes.
  arch TEXT,                    -- The chips are of this architecture.
  dram_bank_count INTEGER,      -- It counts the DRAM banks.
  dram_bank_bytes INTEGER,      -- It is the size of one DRAM bank in bytes, as
                                -- the allocator sees it.
  dram_base INTEGER,            -- It is the first address in a DRAM bank that
                                -- can be allocated.
  PRIMARY KEY (run, handle)
) WITHOUT ROWID;

CREATE TABLE opening (
  -- A row is one chip, from its first open to its last close.
  run INTEGER,                  -- The row belongs to this run (run.run).
  opening INTEGER,              -- The opening has this number.
  device INTEGER,               -- The chip has this id.
  handle INTEGER,               -- This device opened it (device.handle).
  open_ns INTEGER,              -- It was opened at this time in ns.
  close_ns INTEGER,             -- It was closed at this time in ns. NULL means
                                -- that it was not.
  PRIMARY KEY (run, opening)
) WITHOUT ROWID;

CREATE TABLE class_core (
  -- A row is a core of a class; the cores of a class have the same history.
  run INTEGER,                  -- The row belongs to this run (run.run).
  class INTEGER,                -- The class has this number.
  opening INTEGER,              -- The chip is open in this opening.
  core_x INTEGER,               -- The core is in this column.
  core_y INTEGER                -- The core is in this row.
);

CREATE TABLE peak_core (
  -- A row is the worst moment of one core.
  run INTEGER,                  -- The row belongs to this run (run.run).
  opening INTEGER,              -- The chip is open in this opening.
  device INTEGER,               -- The chip has this id.
  core_x INTEGER,               -- The core is in this column.
  core_y INTEGER,               -- The core is in this row.
  peak_bytes INTEGER,           -- It is the sum of buffer, L1_SMALL, program
                                -- and persistent bytes.
  time_ns INTEGER,              -- The core held that many bytes at this time in
                                -- ns for the first time.
  buffer_bytes INTEGER,         -- It counts the bytes that buffers in L1 held.
  l1_small_bytes INTEGER,       -- It counts the bytes that buffers in L1_SMALL
                                -- held.
  program_bytes INTEGER,        -- It counts the bytes that the regions of the
                                -- running program held.
  persistent_bytes INTEGER,     -- It counts the bytes that persistent per-core
                                -- space held.
  headroom_bytes INTEGER,       -- It is the least distance in bytes from a
                                -- program's regions to a buffer at a launch.
                                -- NULL means that none was launched there, or
                                -- that it is not known.
  op INTEGER,                   -- This launch or replay ran at that moment.
                                -- NULL means none.
  name INTEGER,                 -- The op has this name (string.id).
  class INTEGER,                -- The core is in this class at that moment.
  captured_op INTEGER,          -- This captured launch makes the peak of a
                                -- replay. NULL means none.
  captured_name INTEGER,        -- That launch has this name (string.id).
  most_l1_small_bytes INTEGER   -- It is the most that L1_SMALL held at any
                                -- moment, in bytes.
);

-- View change has a row for each class; ask that one.
CREATE TABLE change_shared (
  -- A row is a change of what is held, for all classes that change equally.
  run INTEGER,                  -- The row belongs to this run (run.run).
  block INTEGER,                -- The event's first change has this number;
                                -- changes count up from 1.
  part INTEGER,                 -- The row's first change has the number block +
                                -- part.
  classes INTEGER,              -- It is the list of its classes
                                -- (change_class.classes).
  time_ns INTEGER,              -- It happened at this time in ns.
  event INTEGER,                -- It is what happened: 0 open, 1 held, 2 alloc,
                                -- 3 free, 4 launch, 5 replay, 6 program gone.
  buffer_bytes INTEGER,         -- It counts the bytes that buffers in L1 hold
                                -- from now on.
  l1_small_bytes INTEGER,       -- It counts the bytes that buffers in L1_SMALL
                                -- hold.
  program_bytes INTEGER,        -- It counts the bytes that the program that
                                -- runs at this moment holds.
  resident_bytes INTEGER,       -- It is the size of the regions of the program
                                -- last launched there in bytes.
  persistent_bytes INTEGER,     -- It counts the bytes that persistent per-core
                                -- space holds.
  op INTEGER,                   -- It is the number of the launch or replay.
                                -- NULL means none.
  name INTEGER,                 -- The op has this name (string.id).
  headroom_bytes INTEGER,       -- It is the distance in bytes from a launch's
                                -- regions to the lowest buffer. NULL means that
                                -- it is no launch, or that it is not known.
  held_ns INTEGER,              -- It is how long what is held (all but the
                                -- program) stayed so, in ns. NULL means to the
                                -- end.
  held_seqs INTEGER,            -- It is the difference to the block of the
                                -- class's next change. NULL means that there is
                                -- none.
  PRIMARY KEY (run, block, part)
) WITHOUT ROWID;

CREATE TABLE change_class (
  -- A row is a class of rows of table change_shared.
  run INTEGER,                  -- The row belongs to this run (run.run).
  classes INTEGER,              -- The list of classes has this number.
  nth INTEGER,                  -- The change of this class has the number block
                                -- + nth.
  class INTEGER,                -- The class has this number; 0 stands for the
                                -- chip without any class.
  opening INTEGER,              -- The chip is open in this opening.
  device INTEGER,               -- The chip has this id.
  core_x INTEGER,               -- The first core of the class is in this
                                -- column.
  core_y INTEGER,               -- The first core of the class is in this row.
  PRIMARY KEY (run, classes, nth)
) WITHOUT ROWID;

CREATE TABLE replayed (
  -- A row says what a captured launch uses when its trace is replayed.
  run INTEGER,                  -- The row belongs to this run (run.run).
  op INTEGER,                   -- It is the number of the captured launch.
  opening INTEGER,              -- The chip is open in this opening.
  class INTEGER,                -- The cores are of this class.
  device INTEGER,               -- The chip has this id.
  core_x INTEGER,               -- The first core of the class is in this
                                -- column.
  core_y INTEGER,               -- The first core of the class is in this row.
  name INTEGER,                 -- The launch has this name (string.id).
  first_replay INTEGER,         -- The first of its replays with these figures
                                -- has this op number.
  last_replay INTEGER,          -- The last of its replays with these figures
                                -- has this op number.
  runs INTEGER,                 -- 1 means that the launch covers these cores.
  buffer_bytes INTEGER,         -- It counts the bytes that buffers of the
                                -- replay and of the capture hold in L1.
  l1_small_bytes INTEGER,       -- It counts the bytes that they hold in
                                -- L1_SMALL.
  program_bytes INTEGER,        -- It counts the bytes that the launch's regions
                                -- add to them.
  persistent_bytes INTEGER,     -- It counts the bytes that persistent per-core
                                -- space holds.
  total_bytes INTEGER,          -- It is the sum of the four parts, in bytes.
  handle INTEGER,               -- The mesh trace belongs to this device
                                -- (device.handle).
  trace INTEGER                 -- The runtime gave the mesh trace this id.
);

-- View mark_peak has a row for each chip; ask that one.
CREATE TABLE mark_peak_shared (
  -- A row is the worst moment in one pass of a mark, for all chips that are
  -- equal.
  run INTEGER,                  -- The row belongs to this run (run.run).
  name TEXT,                    -- The mark has this name.
  thread INTEGER,               -- This thread set the mark.
  begin_ns INTEGER,             -- The pass began at this time in ns.
  end_ns INTEGER,               -- The pass ended at this time in ns. NULL means
                                -- that it never did.
  chips INTEGER,                -- It is the list of its chips
                                -- (chip_list.chips).
  core_x INTEGER,               -- The fullest core is in this column.
  core_y INTEGER,               -- The fullest core is in this row.
  peak_bytes INTEGER,           -- It is the sum of buffer, L1_SMALL, program
                                -- and persistent bytes.
  time_ns INTEGER,              -- The core held that many bytes at this time in
                                -- ns for the first time.
  buffer_bytes INTEGER,         -- It counts the bytes that buffers in L1 held.
  l1_small_bytes INTEGER,       -- It counts the bytes that buffers in L1_SMALL
                                -- held.
  program_bytes INTEGER,        -- It counts the bytes that the regions of the
                                -- running program held.
  headroom_bytes INTEGER,       -- It is the least headroom of a launch of this
                                -- pass in bytes. NULL means that it has none,
                                -- or that it is not known.
  op INTEGER,                   -- This launch or replay ran at that moment.
                                -- NULL means none.
  op_name INTEGER,              -- The op has this name (string.id).
  persistent_bytes INTEGER      -- It counts the bytes that persistent per-core
                                -- space held.
);

-- View op has the columns of both tables, and a row for each chip; ask that
-- one.
CREATE TABLE op_row (
  -- A row is a launch or replay, for all chips that are equal.
  run INTEGER,                  -- The row belongs to this run (run.run).
  op INTEGER,                   -- Ops are numbered from 1 in order of time.
  part INTEGER,                 -- The rows of this op are numbered from 0.
  form INTEGER,                 -- It is what it has in common with others
                                -- (op_form.form).
  time_ns INTEGER,              -- It was launched at this time in ns.
  moment INTEGER,               -- It counts how often L1 was taken or given
                                -- back before.
  buffer_bytes INTEGER,         -- It counts the bytes that buffers held on its
                                -- fullest core.
  headroom_bytes INTEGER,       -- It is the least headroom of its cores in
                                -- bytes. NULL means that it is not known.
  PRIMARY KEY (run, op, part)
) WITHOUT ROWID;

CREATE TABLE op_form (
  -- A row says what ops have in common that run again and again.
  run INTEGER,                  -- The row belongs to this run (run.run).
  form INTEGER,                 -- The form has this number.
  chips INTEGER,                -- It is the list of its chips
                                -- (chip_list.chips).
  handle INTEGER,               -- It was launched on this device
                                -- (device.handle).
  kind TEXT,                    -- It is one of launch, replay, captured and
                                -- failed.
  name INTEGER,                 -- It is what the user calls it, else its type,
                                -- else its kernels (string.id).
  program INTEGER,              -- This program was launched. NULL means a
                                -- replay.
  program_bytes INTEGER,        -- It counts the bytes that its regions held on
                                -- its fullest core.
  kernel_text_bytes INTEGER,    -- It is the size of the text of its kernels in
                                -- bytes, as the runtime reports it.
  callsite INTEGER,             -- It was called from there (callsite.id).
  program_end INTEGER,          -- It is the highest address after its program's
                                -- regions, on any core.
  type INTEGER,                 -- The library calls the op this, by its first
                                -- program (string.id).
  l1_small_bytes INTEGER,       -- It counts the bytes that buffers in L1_SMALL
                                -- held on its fullest core.
  persistent_bytes INTEGER,     -- It counts the bytes that persistent per-core
                                -- space held on its fullest core.
  trace INTEGER,                -- It replays the mesh trace of this id, or was
                                -- captured in it. NULL means neither.
  captured_op INTEGER,          -- This captured launch makes the peak of a
                                -- replay. NULL means none.
  captured_name INTEGER,        -- That launch has this name (string.id).
  thread INTEGER,               -- This thread launched it.
  PRIMARY KEY (run, form)
) WITHOUT ROWID;

CREATE TABLE chip_list (
  -- A row is a chip of rows of tables op_form and mark_peak_shared.
  run INTEGER,                  -- The row belongs to this run (run.run).
  chips INTEGER,                -- The list of chips has this number.
  nth INTEGER,                  -- The chip has this place among those of its op
                                -- or pass.
  opening INTEGER,              -- The chip is open in this opening. NULL means
                                -- that it was not open.
  device INTEGER,               -- The chip has this id.
  PRIMARY KEY (run, chips, nth)
) WITHOUT ROWID;

CREATE TABLE op_group (
  -- A row counts launches of one op on one chip, with the first of the fullest
  -- ones.
  run INTEGER,                  -- The row belongs to this run (run.run).
  device INTEGER,               -- The chip has this id.
  name INTEGER,                 -- The op has this name, as in op_form
                                -- (string.id).
  type INTEGER,                 -- The library calls the op this (string.id).
  callsite INTEGER,             -- It was called from there (callsite.id).
  program INTEGER,              -- It is the program that ttnn.generic_op ran.
                                -- NULL means any other op.
  launches INTEGER,             -- It counts launches; captured ones, replays
                                -- and failed ones are left out.
  headroom_bytes INTEGER,       -- It is the least headroom of a launch in
                                -- bytes. NULL means that it is not known.
  kernel_text_bytes INTEGER,    -- It is the largest size of the kernels' text
                                -- in bytes.
  op INTEGER,                   -- The fullest launch has this number.
  time_ns INTEGER,              -- The fullest launch was at this time in ns.
  peak_bytes INTEGER,           -- It counts all bytes that its fullest core
                                -- held.
  buffer_bytes INTEGER,         -- It counts the bytes that buffers held there.
  l1_small_bytes INTEGER,       -- It counts the bytes that buffers in L1_SMALL
                                -- held there.
  program_bytes INTEGER,        -- It counts the bytes that its regions held
                                -- there.
  persistent_bytes INTEGER      -- It counts the bytes that persistent per-core
                                -- space held there.
);

CREATE TABLE site_group (
  -- A row counts buffers in L1 of who took them; view l1_buffers has those
  -- without a row.
  run INTEGER,                  -- The row belongs to this run (run.run).
  id INTEGER,                   -- The group has this number (site_tensor.id).
  by TEXT,                      -- The buffers are put together by this:
                                -- callsite, or op.
  device INTEGER,               -- It is the first chip of their device.
  kind TEXT,                    -- The buffers lie in this memory: l1, l1_small.
  callsite INTEGER,             -- A call site of this text, or of this op, took
                                -- them. NULL means that it is not known.
  purpose INTEGER,              -- They are for this where no op is known
                                -- (string.id). NULL means that it is not known.
  count INTEGER,                -- It counts the buffers that were allocated.
  sum_bytes INTEGER,            -- It is the size of all that was ever allocated
                                -- in bytes per core.
  most_bytes INTEGER,           -- It is the most of it that lived at once, in
                                -- bytes per core.
  largest_bytes INTEGER,        -- It is the size of the largest of them in
                                -- bytes per core.
  left_bytes INTEGER            -- It counts the bytes per core that no free
                                -- gave back.
);

CREATE TABLE site_tensor (
  -- A row says what buffers of a row of table site_group hold.
  run INTEGER,                  -- The row belongs to this run (run.run).
  id INTEGER,                   -- It is the number of the group.
  tensor INTEGER,               -- They hold this (tensor.id).
  count INTEGER                 -- It counts the buffers that hold it.
);

-- View buffer has the columns of these three tables in one row; ask that one.
CREATE TABLE buffer_row (
  -- A row is one lifetime of a buffer, or of a part of it.
  run INTEGER,                  -- The row belongs to this run (run.run).
  buffer INTEGER,               -- It is the runtime's id + 1, or an id that the
                                -- recorder gave.
  form INTEGER,                 -- It is what it has in common with others
                                -- (buffer_form.form).
  address INTEGER,              -- It begins at this address on each bank.
  alloc_ns INTEGER,             -- It was allocated at this time in ns.
  life_ns INTEGER,              -- It lived for this time in ns, to its free or
                                -- its device's close. NULL means neither.
  reason TEXT,                  -- It says why it was left: live at end, or
                                -- freed at device close. NULL means that it was
                                -- freed.
  alloc_moment INTEGER,         -- It counts the changes of L1 up to its
                                -- allocation. NULL means that it took no L1.
  moments INTEGER,              -- It counts the changes of L1 from then to its
                                -- free. NULL means that it was never freed.
  alloc_thread INTEGER,         -- This thread allocated it. NULL means that it
                                -- is not known.
  part INTEGER,                 -- Buffers per core have parts: 0, or n as in
                                -- view buffer. NULL means that it lies on all
                                -- banks.
  used INTEGER,                 -- It is what used it (buffer_used.used). NULL
                                -- means that nothing is known.
  ops_before INTEGER,           -- It counts the ops that came before its
                                -- allocation.
  last_use_ns INTEGER,          -- It is the time from its allocation to its
                                -- last use in ns. NULL means that none is
                                -- known.
  perhaps_ns INTEGER            -- It is the time from its allocation to the
                                -- last op that may have used it in ns. NULL
                                -- means none.
);
CREATE INDEX buffer_part ON buffer_row (run, buffer) WHERE part NOT NULL;

-- free_manner: deallocate (the program called it), del, rebinding (of a name,
-- attribute or item), return (a function of Python ended and its variables with
-- it: the call site is its caller's), call (in or after a call: by what it does
-- itself, of an argument that nobody keeps, or, where Python does not show it,
-- of the variables of a function that ended), expression (a value that nobody
-- keeps), iteration (a generator, coroutine or iterator ended), exception (it
-- was dealt with, and what it kept), gc (Python's collector), thread end, exit
-- (of Python), op (an operation frees its own), move (an operation that moves a
-- buffer), program (one that was destroyed, and what was kept for it), device
-- close. last_use: view: a call made another tensor over the buffer, and need
-- not have launched anything.
CREATE TABLE buffer_form (
  -- A row says what buffers have in common that are allocated again and again.
  run INTEGER,                  -- The row belongs to this run (run.run).
  form INTEGER,                 -- The form has this number.
  handle INTEGER,               -- The allocator of this device gave the address
                                -- (device.handle).
  mesh INTEGER,                 -- That device has this mesh id.
  device INTEGER,               -- It is the first chip of that device.
  kind TEXT,                    -- It is one of dram, l1, system_memory,
                                -- l1_small, trace and persistent.
  layout TEXT,                  -- It is laid out like this: interleaved, height
                                -- sharded, ..
  bytes_per_core INTEGER,       -- It counts the bytes that each bank reserves.
  size_bytes INTEGER,           -- It is the size of the whole buffer in bytes.
  page_bytes INTEGER,           -- It is the size of one page in bytes.
  cores INTEGER,                -- Its data is on this core range set
                                -- (cores.id). NULL means all banks, or not
                                -- known.
  core_count INTEGER,           -- It counts the cores that hold data of it.
  announced INTEGER,            -- 1 means that it was live before the recording
                                -- began.
  callsite INTEGER,             -- It was allocated from there (callsite.id).
  per_core INTEGER,             -- 1 means that only its own cores reserve it,
                                -- not all banks.
  free_thread INTEGER,          -- This thread freed it, or closed the device.
                                -- NULL means that it was never freed.
  purpose TEXT,                 -- It is for this: global semaphore, .. NULL
                                -- means a tensor, or not known.
  free_callsite INTEGER,        -- It was freed from there (callsite.id).
  free_manner TEXT,             -- It was freed in this manner, see above. NULL
                                -- means not freed, or not known.
  last_use TEXT,                -- It was used last by this: op, replay, host
                                -- read, host write, view (see above).
  last_use_callsite INTEGER,    -- The last use was called from there
                                -- (callsite.id); an op has a call site of its
                                -- own.
  tensor INTEGER,               -- It holds this (tensor.id). NULL means that it
                                -- is not known.
  given TEXT,                   -- The program called it this (l1trace.name).
                                -- NULL means that it gave no name.
  result INTEGER,               -- 1 means that it is the result of a call, for
                                -- all that is known of it.
  PRIMARY KEY (run, form)
) WITHOUT ROWID;

CREATE TABLE buffer_used (
  -- A row says what used buffers; op 1 is the next op after the allocation.
  run INTEGER,                  -- The row belongs to this run (run.run).
  used INTEGER,                 -- The row has this number.
  uses INTEGER,                 -- It counts uses by ops and the host; run.uses
                                -- says whether they are known.
  alloc_nth INTEGER,            -- It was allocated for this op: its thread's
                                -- next, of the same call site.
  first_use_nth INTEGER,        -- This op used it first; before the host's
                                -- first use came this op.
  last_use_nth INTEGER,         -- This op used it last; before the host's last
                                -- use came this op.
  perhaps_nth INTEGER,          -- No later op may have used it, for all that is
                                -- known.
  ops_lived INTEGER,            -- It counts the ops that came until it ended.
  direct_nth INTEGER,           -- It is the op of the last use that was no
                                -- replay's; of the host's, the op before.
  direct_by_host INTEGER,       -- 1 means that the last use that was no
                                -- replay's was the host's.
  wanted_nth INTEGER,           -- This failed launch would have used it, as the
                                -- last one. NULL means none.
  PRIMARY KEY (run, used)
) WITHOUT ROWID;

-- Uses by replays are not counted. No row of a run: nothing is known of its
-- uses, or they are too many kinds.
CREATE TABLE taken_by (
  -- A row counts uses, by ops of one kind, of the buffers of one call site.
  run INTEGER,                  -- The row belongs to this run (run.run).
  callsite INTEGER,             -- The buffers were allocated from there
                                -- (callsite.id). NULL means that it is not
                                -- known.
  kind TEXT,                    -- The buffers are of this kind: dram, l1,
                                -- l1_small.
  layout TEXT,                  -- They are laid out like this: interleaved,
                                -- height sharded, ..
  how TEXT,                     -- They are used by this: op, host read, host
                                -- write, view (another tensor over the buffer).
  op_callsite INTEGER,          -- The op was called from there (callsite.id).
                                -- NULL means that it is not known.
  name INTEGER,                 -- The op has this name, as its user calls it
                                -- (string.id). NULL means no op.
  type INTEGER,                 -- The library calls the op this (string.id).
                                -- NULL means that it is not known.
  made INTEGER,                 -- 1 means the op for which they were allocated;
                                -- mostly they are its output.
  count INTEGER,                -- It counts the uses.
  first_op INTEGER              -- It is the first of these ops; of the host's
                                -- uses, the op before.
);

CREATE TABLE kept (
  -- A row is a call of deallocate() that freed nothing, since others share the
  -- memory.
  run INTEGER,                  -- The row belongs to this run (run.run).
  time_ns INTEGER,              -- It was called at this time in ns.
  thread INTEGER,               -- This thread called it.
  handle INTEGER,               -- The tensor is on this device (device.handle).
  kind TEXT,                    -- Its buffer is of this kind.
  address INTEGER,              -- Its buffer begins at this address; the one
                                -- that lives there is the kept one.
  forced INTEGER,               -- 1 means that it was called with force.
  callsite INTEGER              -- It was called from there (callsite.id).
);

CREATE TABLE asked (
  -- A row is a question how much L1 is free; ops that ask size themselves by
  -- the answer.
  run INTEGER,                  -- The row belongs to this run (run.run).
  op INTEGER,                   -- It asked for this launch: its thread's next,
                                -- of the same call site. NULL means none.
  time_ns INTEGER,              -- It was asked at this time in ns.
  thread INTEGER,               -- This thread asked.
  handle INTEGER,               -- This device was asked (device.handle). NULL
                                -- means that it is not known.
  what TEXT,                    -- It was asked for lowest address (of a
                                -- buffer), or statistics (of the allocator).
  kind TEXT,                    -- It was asked about this memory: l1, ..
  answer_bytes INTEGER,         -- It is the address (NULL means no buffer
                                -- there), or the largest free block of a bank
                                -- in bytes.
  free_bytes INTEGER,           -- It counts all free bytes of a bank, of
                                -- statistics. NULL means that it was asked for
                                -- an address.
  by_program INTEGER,           -- 1 means that the program itself asked, 0 that
                                -- an op did.
  callsite INTEGER              -- It was asked from there (callsite.id).
);
CREATE INDEX asked_by ON asked (run, op) WHERE op NOT NULL;

CREATE TABLE owned (
  -- A row is a buffer that was allocated while a program was built or enqueued.
  run INTEGER,                  -- The row belongs to this run (run.run).
  buffer INTEGER,               -- It is the number of the buffer.
  kind TEXT,                    -- The buffer is of this kind.
  alloc_ns INTEGER,             -- It was allocated at this time in ns, which
                                -- tells its lifetimes apart.
  thread INTEGER,               -- This thread allocated it.
  program INTEGER,              -- This program was built or enqueued. NULL
                                -- means that it was never launched.
  op INTEGER,                   -- It was for the launch of this number. NULL
                                -- means that there was none.
  gone_ns INTEGER,              -- That program was destroyed at this time in
                                -- ns. NULL means that it was not.
  PRIMARY KEY (run, buffer, kind, alloc_ns)
) WITHOUT ROWID;
CREATE INDEX owned_waits ON owned (run, thread) WHERE op IS NULL;
CREATE INDEX owned_by ON owned (run, program);

CREATE TABLE phase (
  -- A row is one pass of a mark, or of a sequence of ops that repeats.
  run INTEGER,                  -- The row belongs to this run (run.run).
  kind TEXT,                    -- It is one of mark and ops.
  name TEXT,                    -- The mark has this name. NULL means a sequence
                                -- of ops.
  idx INTEGER,                  -- Passes are numbered 1, 2, .. in the order of
                                -- their ends.
  thread INTEGER,               -- This thread set the mark.
  nth INTEGER,                  -- Marks are numbered 1, 2, .. in the order of
                                -- their begins, whatever their names. NULL
                                -- means ops.
  depth INTEGER,                -- It counts the marks that were open around it
                                -- on its thread.
  begin_ns INTEGER,             -- It began at this time in ns.
  end_ns INTEGER                -- It ended at this time in ns. NULL means that
                                -- it never did.
);
CREATE INDEX phase_ends ON phase (run, kind, name, end_ns, idx);

CREATE TABLE mark_path (
  -- A row is a set of marks that are open at the same time, on all threads.
  run INTEGER,                  -- The row belongs to this run (run.run).
  path INTEGER,                 -- The path has this number.
  parent INTEGER,               -- It is the path around its last mark. NULL
                                -- means none.
  name TEXT,                    -- Its last mark, which is the innermost, has
                                -- this name.
  PRIMARY KEY (run, path)
) WITHOUT ROWID;

CREATE TABLE mark_stretch (
  -- A row says which marks are open from a time on, to the next row's.
  run INTEGER,                  -- The row belongs to this run (run.run).
  begin_ns INTEGER,             -- A mark began or ended at this time in ns.
  path INTEGER,                 -- These marks are open (mark_path.path, or view
                                -- open_mark). NULL means none.
  nth INTEGER,                  -- The innermost is this pass (phase.nth, or
                                -- view open_pass). NULL means none.
  PRIMARY KEY (run, begin_ns)
) WITHOUT ROWID;

CREATE TABLE free_space (
  -- A row says what one allocator (a device's, for a kind) has free after a
  -- change.
  run INTEGER,                  -- The row belongs to this run (run.run).
  handle INTEGER,               -- The allocator is this device's
                                -- (device.handle).
  kind TEXT,                    -- The allocator gives this memory: l1,
                                -- l1_small, dram.
  time_ns INTEGER,              -- It changed at this time in ns.
  moment INTEGER,               -- It gives equal times their order. NULL means
                                -- that the device was opened.
  event TEXT,                   -- It is what happened: open, alloc, free, bank
                                -- (its size changed).
  buffer INTEGER,               -- This buffer changed it. NULL means that it
                                -- was no buffer.
  capacity_bytes INTEGER,       -- It is the size of a bank in bytes.
  free_bytes INTEGER,           -- It counts the bytes of a bank that are free.
  largest_free_bytes INTEGER,   -- It is the size of the largest hole in bytes.
  holes INTEGER                 -- It counts holes: free bytes between, below
                                -- and above buffers.
);

CREATE TABLE region (
  -- A row is a program's circular buffer, dataflow buffer or scratchpad.
  run INTEGER,                  -- The row belongs to this run (run.run).
  time_ns INTEGER,              -- It was placed at this time in ns.
  program INTEGER,              -- It belongs to this program.
  chips TEXT,                   -- It lists the chip ids, with commas between.
  kind TEXT,                    -- It is one of cb, dfb and scratchpad.
  idx INTEGER,                  -- It is the lowest index of a CB, else the
                                -- order of placement.
  address INTEGER,              -- It begins at this address on each of its
                                -- cores.
  bytes_per_core INTEGER,       -- It is the size on each core in bytes.
  cores INTEGER,                -- It lies on this core range set (cores.id).
  alias INTEGER,                -- 1 means that it lies in an L1 buffer and
                                -- takes no bytes of its own.
  first INTEGER,                -- 1 means that it is the first of a new
                                -- placement.
  page_bytes INTEGER,           -- It is the size of a page of a CB's lowest
                                -- index, or an entry of a dfb, in bytes. NULL
                                -- means that it is not known.
  pages INTEGER,                -- It counts these pages or entries. NULL means
                                -- that it is not known.
  data_format INTEGER,          -- The runtime calls their format this, such as
                                -- Float16_b (string.id). NULL means that it is
                                -- not known.
  name INTEGER                  -- A dfb has this name in its program's
                                -- description (string.id). NULL means that it
                                -- has none.
);

CREATE TABLE cb_index (
  -- A row is a further index of a circular buffer that has several.
  run INTEGER,                  -- The row belongs to this run (run.run).
  program INTEGER,              -- It belongs to this program.
  cores INTEGER,                -- It lies on this core range set (cores.id).
  region INTEGER,               -- The region of the buffer has this idx, its
                                -- lowest index.
  idx INTEGER,                  -- It is the further index.
  page_bytes INTEGER,           -- It is the size of a page in bytes. NULL means
                                -- that it is not known.
  data_format INTEGER,          -- The runtime calls its format this
                                -- (string.id).
  PRIMARY KEY (run, program, cores, region, idx)
) WITHOUT ROWID;

CREATE TABLE program (
  -- A row is one program.
  run INTEGER,                  -- The row belongs to this run (run.run).
  program INTEGER,              -- The program has this number.
  runtime_id INTEGER,           -- The runtime gave it this id.
  born_ns INTEGER,              -- It was made at this time in ns.
  gone_ns INTEGER,              -- It was destroyed at this time in ns. NULL
                                -- means that it was not.
  text_bytes INTEGER,           -- It counts the bytes of its kernels' text in
                                -- the KERNEL_CONFIG ring. NULL means that it is
                                -- not known.
  config_bytes INTEGER,         -- It counts the bytes of its configuration in
                                -- that ring. NULL means that it is not known.
  PRIMARY KEY (run, program)
) WITHOUT ROWID;

CREATE TABLE kernel (
  -- A row is one compiled kernel.
  run INTEGER,                  -- The row belongs to this run (run.run).
  time_ns INTEGER,              -- It was compiled at this time in ns.
  program INTEGER,              -- It belongs to this program.
  chips TEXT,                   -- It lists the chip ids, with commas between.
  name INTEGER,                 -- The kernel has this name (string.id).
  core_type INTEGER,            -- Its cores are of this type (string.id).
  processor TEXT,               -- It runs on this: brisc, ncrisc, trisc,
                                -- erisc0, erisc1, drisc. NULL means that it is
                                -- not known.
  text0_bytes INTEGER,          -- It is the size of its text in bytes; that of
                                -- a compute kernel is the one on TRISC0.
  text1_bytes INTEGER,          -- It is the size of its text on TRISC1 in
                                -- bytes. NULL means no compute kernel.
  text2_bytes INTEGER,          -- It is the size of its text on TRISC2 in
                                -- bytes. NULL means no compute kernel.
  cores INTEGER                 -- It runs on this core range set (cores.id).
);

CREATE TABLE failure (
  -- A row is something that did not fit, in the runtime's numbers.
  run INTEGER,                  -- The row belongs to this run (run.run).
  failure INTEGER,              -- Failures are numbered from 1.
  time_ns INTEGER,              -- It happened at this time in ns.
  kind TEXT,                    -- It is one of oom, clash, too_big,
                                -- config_too_big, launch_failed and refused.
  handle INTEGER,               -- It happened on this device (device.handle).
  device INTEGER,               -- The chip has this id.
  program INTEGER,              -- This program was placed or launched. NULL
                                -- means none.
  buffer_kind TEXT,             -- The buffer of an oom is of this kind. NULL
                                -- means no oom.
  size_bytes INTEGER,           -- It is the size of the buffer of an oom, or
                                -- what was too big (a region or program), in
                                -- bytes.
  bytes_per_bank INTEGER,       -- It counts the bytes that each bank would have
                                -- had to give an oom.
  bank_count INTEGER,           -- It counts the banks of the device.
  bank_bytes INTEGER,           -- It is the size of a bank of an oom in bytes.
  allocated_bytes INTEGER,      -- It counts the bytes of a bank that were
                                -- allocated at an oom.
  free_bytes INTEGER,           -- It counts the bytes of a bank that were free
                                -- at an oom.
  largest_free_bytes INTEGER,   -- It counts the bytes that the largest free
                                -- block of a bank had at an oom.
  region_end INTEGER,           -- The regions of a clash end at this address.
  lowest_buffer INTEGER,        -- The lowest buffer of a clash begins at this
                                -- address.
  limit_bytes INTEGER,          -- It counts the bytes that were available for
                                -- what was too big.
  cores INTEGER,                -- It concerns this core range set (cores.id).
  callsite INTEGER,             -- It was called from there (callsite.id).
  text TEXT,                    -- It has the runtime's own words.
  moment INTEGER,               -- It counts how often L1 was taken or given
                                -- back before.
  times INTEGER,                -- It counts how often it was refused, with this
                                -- text and call site; it is 1 for all others.
  thread INTEGER                -- It happened on this thread.
);
CREATE INDEX failure_refused ON failure (run, callsite, text) WHERE kind = 'refused';

-- Roles. Of a program: region, alias (a region that lies in a buffer), kernel.
-- Of a live buffer: in the way (it is in the smallest set to release), own (the
-- failing call's), maybe own, operand (the failing program works in it), cache
-- (the program cache keeps it), lives (any other). What a release does: set
-- (the smallest), op and line (all buffers of one). cure: something that makes
-- it fit; owner_kind names it: free, reallocate, dram (its output), dram_input,
-- deallocate_activation, clear_program_cache, shrink, l1_small_size
-- (bytes_per_core: at least this size), config_tensors_in_dram,
-- l1_small_semaphores (bytes_per_core: L1_SMALL that is enough). freed: a
-- buffer that was freed before an op refused a tensor without memory. past:
-- a program that failed had run before; grew: buffers of a line that were
-- allocated since. program: the next largest programs. bank: what L1 held
-- when an op refused for lack of it. after: whether the run went on.
-- verdict: all in one sentence. nobody: no buffer is in the way.
CREATE TABLE explanation (
  -- A row says who holds memory when a failure happens, or what makes it fit.
  run INTEGER,                  -- The row belongs to this run (run.run).
  failure INTEGER,              -- It explains this failure.
  device INTEGER,               -- The chip has this id.
  time_ns INTEGER,              -- The failure happened at this time in ns.
  kind TEXT,                    -- The failure is of this kind.
  owner_kind TEXT,              -- It is buffer, cb, dfb, scratchpad, kernel,
                                -- set, op, line, or the name of a cure.
  owner TEXT,                   -- It is the operation of the buffer or region
                                -- (c_0 in0 of ttnn.add), or the name of a
                                -- kernel.
  address INTEGER,              -- It begins at this address.
  bytes_per_core INTEGER,       -- It is the size on each core in bytes.
  callsite TEXT,                -- The buffer was allocated from there, as text.
  note TEXT,                    -- It says in words what it has to do with the
                                -- failure.
  role TEXT,                    -- It is the role of the row, see above.
  id INTEGER,                   -- It is the id of a buffer, the index or order
                                -- of a region, or the number of a program.
  size_bytes INTEGER,           -- It is the size of the whole buffers in bytes.
  age_ns INTEGER,               -- It is the age of the buffer at the failure in
                                -- ns.
  release INTEGER,              -- 1 means that it is in the smallest set to
                                -- release, or a cure that was proved.
  missing_bytes INTEGER,        -- It counts the bytes that were missing on each
                                -- core.
  agrees INTEGER,               -- 1 means that the runtime's numbers equal the
                                -- trace's. NULL means that not both are known.
  fits INTEGER,                 -- 1 means that a replay with this alone fits, 0
                                -- that it does not. NULL means that it was not
                                -- tried.
  tensor TEXT,                  -- The buffer holds this: [1, 8, 128, 64] bf16
                                -- tile.
  variable TEXT,                -- The program calls the buffer this, as in view
                                -- buffers.
  last_use TEXT,                -- This op, or the host, used the buffer last
                                -- before the failure.
  last_use_op INTEGER,          -- That op has this number. NULL means the host,
                                -- or not known.
  last_use_callsite TEXT,       -- The last use was called from there, as text.
  needed TEXT,                  -- It is still needed by this: call (it uses
                                -- it), later (something else), dead. NULL means
                                -- that it is not known.
  use_note TEXT                 -- It says the same in words, and how it is
                                -- known.
);
CREATE INDEX explanation_of ON explanation (run, failure);

CREATE TABLE mark (
  -- A row is the begin or end of a phase that the program names.
  run INTEGER,                  -- The row belongs to this run (run.run).
  time_ns INTEGER,              -- It was set at this time in ns.
  thread INTEGER,               -- This thread set the mark.
  event TEXT,                   -- It is one of begin and end.
  name TEXT                     -- The phase has this name.
);

CREATE TABLE note (
  -- A row is something that the recorder could not do or see.
  run INTEGER,                  -- The row belongs to this run (run.run).
  time_ns INTEGER,              -- It was noted at this time in ns.
  code INTEGER,                 -- It is 0 text, 1 hook, 2 another ttnn, 3 mock,
                                -- 4 unknown, 5 runtime, 6 bank, 7 refusals, 8
                                -- purpose, 9 name, 10 report.
  a INTEGER,                    -- It is 1 for a hook that was found, the device
                                -- of a bank or report, the call site of
                                -- refusals, the buffer of a purpose, or the
                                -- address of a name.
  b INTEGER,                    -- It counts how often a hook fired, the bytes
                                -- of a bank, further refusals, or the ns that a
                                -- report took; of a purpose or name it is
                                -- string.id.
  text TEXT                     -- It names the hook or file, or has the
                                -- message.
);

CREATE TABLE lost (
  -- A row counts events that the recorder had to drop.
  run INTEGER,                  -- The row belongs to this run (run.run).
  time_ns INTEGER,              -- They were dropped at this time in ns.
  thread INTEGER,               -- This thread's events were dropped.
  count INTEGER,                -- It counts the events that were dropped.
  reason TEXT                   -- They were dropped for this reason: ring full,
                                -- no writer, no ring, torn, disk.
);

CREATE TABLE mesh_trace (
  -- A row is a step in the life of a mesh trace.
  run INTEGER,                  -- The row belongs to this run (run.run).
  time_ns INTEGER,              -- It happened at this time in ns.
  event TEXT,                   -- It is one of capture begin, capture end,
                                -- replay and release.
  handle INTEGER,               -- The mesh trace belongs to this device
                                -- (device.handle).
  trace INTEGER                 -- The runtime gave the mesh trace this id.
);

CREATE TABLE finding (
  -- A row is something that the accounting found wrong, or could not account
  -- for.
  run INTEGER,                  -- The row belongs to this run (run.run).
  time_ns INTEGER,              -- It happened at this time in ns.
  kind TEXT,                    -- It is what was found: double free, overlap,
                                -- trace hazard, ..
  device INTEGER,               -- The chip has this id.
  id INTEGER,                   -- It is the number of the buffer, or of another
                                -- subject.
  other INTEGER,                -- It is the number of the other buffer, or of
                                -- the mesh trace.
  address INTEGER,              -- The bytes begin at this address.
  bytes INTEGER,                -- It is the size of what it is about in bytes.
  buffer_kind TEXT,             -- The buffer of a trace hazard is of this kind.
  replays INTEGER,              -- It counts the replays that overwrite the
                                -- buffer of a trace hazard.
  op INTEGER                    -- The first of these replays, at time_ns, has
                                -- this op number.
);
