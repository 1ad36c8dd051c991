-- The database of l1analyze: a row for each fact of a trace, and what the accounting made of them.
-- Every table has `run` (1, 2, ... in the order of the inputs). NULL: unknown. Times are ns since
-- the run's first event, sizes are bytes, addresses are integers; bytes on cores are per core.
-- These tables are of version 11, which `PRAGMA user_version` has. A change of a table is another
-- version; one of a view is none. l1analyze reads databases of its own version and refuses all
-- others in a line: load the trace again. Other programs read any version as it is.

CREATE TABLE run (          -- one trace
  run INTEGER PRIMARY KEY,      -- number of the run in this database
  path TEXT,                    -- file it was loaded from
  wall_ns INTEGER,              -- Unix time of time 0, by the clock of its host: see view run_clock
  duration_ns INTEGER,          -- time of the last record
  rank INTEGER,                 -- the process's number in its MPI or Slurm job; NULL: it had none
  pid INTEGER,                  -- process that recorded
  forked INTEGER,               -- 1: forked from a process that recorded
  clock TEXT,                   -- clock that gave the events their times
  host TEXT,                    -- machine
  command TEXT,                 -- command line
  cwd TEXT,                     -- working directory
  version TEXT,                 -- of the recorder
  runtime TEXT,                 -- file the TT-Metal runtime was loaded from
  mock TEXT,                    -- board and compiler of a mock run; NULL on a real device
  records INTEGER,              -- records read
  file_bytes INTEGER,           -- size of the trace file
  lost_events INTEGER,          -- events the recorder had to drop, as it counted them
  finished INTEGER,             -- 1: its end is known, and nothing is missing
  ended TEXT,                   -- how it ended, in words
  damage TEXT,                  -- what is damaged or missing, in words; NULL: nothing
  buffers INTEGER,              -- number of buffers
  programs INTEGER,             -- number of programs
  regions INTEGER,              -- number of placed regions: CBs, dataflow buffers, scratchpads
  kernels INTEGER,              -- number of kernels that were compiled or found
  ops INTEGER,                  -- number of launches and replays, failed ones too
  failures INTEGER,             -- number of failures of all kinds
  uses INTEGER                  -- number of launches recorded with what they use
);

-- The trace itself: l1analyze makes of it the rows that are not here, unless `load --full` wrote them.
CREATE TABLE kept_trace (   -- the bytes of the trace file, in pieces
  run INTEGER,                  -- number of the run
  first_byte INTEGER,           -- where in the file the piece begins
  bytes BLOB,                   -- the piece
  PRIMARY KEY (run, first_byte)
) WITHOUT ROWID;

CREATE TABLE string (       -- interned text of the trace
  run INTEGER,                  -- number of the run
  id INTEGER,                   -- number of the string
  text TEXT,                    -- the text
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE callsite (     -- where in the program something was called
  run INTEGER,                  -- number of the run
  id INTEGER,                   -- number of the call site
  callsite TEXT,                -- path:LINE function, innermost first, '; ' between frames
  op TEXT,                      -- operation that was running, as its user calls it (ttnn.matmul)
  variable TEXT,                -- what its source line assigns the result to: q, self.kv_cache
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE cores (        -- core range sets
  run INTEGER,                  -- number of the run
  id INTEGER,                   -- number of the set
  cores TEXT,                   -- x0,y0-x1,y1 for each range, separated by blanks
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE tensor (       -- what buffers hold: shape, type and layout
  run INTEGER,                  -- number of the run
  id INTEGER,                   -- number of the definition
  tensor TEXT,                  -- in short: [1, 8, 128, 64] bf16 tile, block sharded 4x8
  shape TEXT,                   -- logical shape, as Python prints it
  padded_shape TEXT,            -- the shape that its memory has
  dtype TEXT,                   -- bfloat16, float32, bfloat8_b, ..
  page_layout TEXT,             -- tile, row major
  memory TEXT,                  -- memory config: l1 block sharded 4x8, shard [128, 64]; columns x rows
  shard_shape TEXT,             -- shape of one shard; NULL: not sharded, or not known
  shard_order TEXT,             -- of shards on their cores: row major, column major
  shard_cores INTEGER,          -- core range set over which shards are spread
  PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE device (       -- one opening of a mesh device or bare chip
  run INTEGER,                  -- number of the run
  handle INTEGER,               -- the recorder's number of this opening
  mesh INTEGER,                 -- the runtime's mesh id
  chips TEXT,                   -- chip ids, commas between
  open_ns INTEGER,              -- when it was opened
  close_ns INTEGER,             -- when it was closed; NULL: it was not
  grid_x INTEGER,               -- worker cores: columns
  grid_y INTEGER,               -- worker cores: rows
  l1_bytes INTEGER,             -- size of a core's L1
  unreserved_base INTEGER,      -- first address that programs may use
  l1_small_bytes INTEGER,       -- size of a core's L1_SMALL
  kernel_config_bytes INTEGER,  -- size of the KERNEL_CONFIG ring
  bank_count INTEGER,           -- number of L1 banks
  bank_bytes INTEGER,           -- size of one L1 bank
  arch TEXT,                    -- architecture
  dram_bank_count INTEGER,      -- number of DRAM banks
  dram_bank_bytes INTEGER,      -- size of one DRAM bank, as the allocator sees it
  dram_base INTEGER,            -- first address in a DRAM bank that can be allocated
  PRIMARY KEY (run, handle)
) WITHOUT ROWID;

CREATE TABLE opening (      -- one chip, from the first open to the last close
  run INTEGER,                  -- number of the run
  opening INTEGER,              -- number of the opening
  device INTEGER,               -- chip id
  handle INTEGER,               -- device that opened it
  open_ns INTEGER,              -- when it was opened
  close_ns INTEGER,             -- when it was closed; NULL: it was not
  PRIMARY KEY (run, opening)
) WITHOUT ROWID;

CREATE TABLE class_core (   -- the cores of each class, which have the same history
  run INTEGER,                  -- number of the run
  class INTEGER,                -- number of the class
  opening INTEGER,              -- number of the chip's opening
  core_x INTEGER,               -- column of the core
  core_y INTEGER                -- row of the core
);

CREATE TABLE peak_core (    -- the worst moment of each core
  run INTEGER,                  -- number of the run
  opening INTEGER,              -- number of the chip's opening
  device INTEGER,               -- chip id
  core_x INTEGER,               -- column of the core
  core_y INTEGER,               -- row of the core
  peak_bytes INTEGER,           -- sum of buffer, L1_SMALL, program and persistent bytes
  time_ns INTEGER,              -- the first moment with that many bytes
  buffer_bytes INTEGER,         -- buffers in L1
  l1_small_bytes INTEGER,       -- buffers in L1_SMALL
  program_bytes INTEGER,        -- regions of the running program
  persistent_bytes INTEGER,     -- persistent per-core space
  headroom_bytes INTEGER, -- smallest distance from a program's regions to a buffer at a launch
  op INTEGER,                   -- launch or replay at that moment; NULL: none
  name INTEGER,                 -- string: that op's name
  class INTEGER,                -- core class
  captured_op INTEGER,          -- of a replay: the captured launch that makes the peak; NULL: none
  captured_name INTEGER,        -- string: that launch's name
  most_l1_small_bytes INTEGER   -- the most that L1_SMALL ever held, at any moment
);

-- View change has a row for each class; ask that one.
CREATE TABLE change_shared ( -- changes of what is held, one row for all classes that are equal
  run INTEGER,                  -- number of the run
  block INTEGER,                -- number of the event's first change; changes count up from 1
  part INTEGER,                 -- that of the row's first change, less block
  classes INTEGER,              -- its classes: see change_class
  time_ns INTEGER,              -- when
  event INTEGER,                -- 0 open, 1 held, 2 alloc, 3 free, 4 launch, 5 replay, 6 program gone
  buffer_bytes INTEGER,         -- buffers in L1
  l1_small_bytes INTEGER,       -- buffers in L1_SMALL
  program_bytes INTEGER,        -- of the program that runs at this moment
  resident_bytes INTEGER,       -- regions of the program last launched there
  persistent_bytes INTEGER,     -- persistent per-core space
  op INTEGER,                   -- number of the launch or replay; NULL: none
  name INTEGER,                 -- string: that op's name
  headroom_bytes INTEGER,       -- of a launch: from its regions' end to the lowest buffer
  held_ns INTEGER, -- how long what is held (all but the program) stayed so; NULL: to the end
  held_seqs INTEGER, -- until the class's next change: the difference of their blocks; NULL: none
  PRIMARY KEY (run, block, part)
) WITHOUT ROWID;

CREATE TABLE change_class ( -- the classes of rows of table change_shared
  run INTEGER,                  -- number of the run
  classes INTEGER,              -- number of this list of classes
  nth INTEGER,                  -- the number of this class's change, less the row's block
  class INTEGER,                -- core class; 0: none, but the chip
  opening INTEGER,              -- number of the chip's opening
  device INTEGER,               -- chip id
  core_x INTEGER,               -- column of the first core of the class
  core_y INTEGER,               -- row of that core
  PRIMARY KEY (run, classes, nth)
) WITHOUT ROWID;

CREATE TABLE replayed (     -- what a captured launch uses when its trace is replayed
  run INTEGER,                  -- number of the run
  op INTEGER,                   -- the captured launch
  opening INTEGER,              -- number of the chip's opening
  class INTEGER,                -- core class
  device INTEGER,               -- chip id
  core_x INTEGER,               -- column of the first core of the class
  core_y INTEGER,               -- row of that core
  name INTEGER,                 -- string: the launch's name
  first_replay INTEGER,         -- op number of the first of its replays with these numbers
  last_replay INTEGER,          -- op number of the last of them
  runs INTEGER,                 -- 1: the launch covers these cores
  buffer_bytes INTEGER,         -- buffers in L1: those of the replay and those of the capture
  l1_small_bytes INTEGER,       -- the same in L1_SMALL
  program_bytes INTEGER,        -- what its regions add to them
  persistent_bytes INTEGER,     -- persistent per-core space
  total_bytes INTEGER,          -- sum of the four parts
  handle INTEGER,               -- device of the mesh trace
  trace INTEGER                 -- the runtime's id of the mesh trace
);

-- View mark_peak has a row for each chip; ask that one.
CREATE TABLE mark_peak_shared ( -- the worst moment in one pass of a mark, one row for equal chips
  run INTEGER,                  -- number of the run
  name TEXT,                    -- name of the mark
  thread INTEGER,               -- thread that set the mark
  begin_ns INTEGER,             -- when the pass began
  end_ns INTEGER,               -- NULL: it never ended
  chips INTEGER,                -- its chips: see chip_list
  core_x INTEGER,               -- column of the fullest core
  core_y INTEGER,               -- row of the fullest core
  peak_bytes INTEGER,           -- sum of buffer, L1_SMALL, program and persistent bytes
  time_ns INTEGER,              -- the first moment with that many bytes
  buffer_bytes INTEGER,         -- buffers in L1
  l1_small_bytes INTEGER,       -- buffers in L1_SMALL
  program_bytes INTEGER,        -- regions of the running program
  headroom_bytes INTEGER,       -- smallest headroom of a launch in this pass
  op INTEGER,                   -- launch or replay at that moment; NULL: none
  op_name INTEGER,              -- string: that op's name
  persistent_bytes INTEGER      -- persistent per-core space
);

-- View op has the columns of both tables, and a row for each chip; ask that one.
CREATE TABLE op_row (       -- launches and replays, one row for all chips that are equal
  run INTEGER,                  -- number of the run
  op INTEGER,                   -- numbered from 1 in order of time
  part INTEGER,                 -- 0, 1, .. among the rows of this op
  form INTEGER,                 -- what it has in common with others: see op_form
  time_ns INTEGER,              -- when
  moment INTEGER,               -- how often L1 was taken or given back before
  buffer_bytes INTEGER,         -- buffers on its fullest core
  headroom_bytes INTEGER,       -- the smallest on any of its cores
  PRIMARY KEY (run, op, part)
) WITHOUT ROWID;

CREATE TABLE op_form (      -- what ops have in common that run again and again
  run INTEGER,                  -- number of the run
  form INTEGER,                 -- number of the form
  chips INTEGER,                -- its chips: see chip_list
  handle INTEGER,               -- device it was launched on
  kind TEXT,                    -- launch, replay, captured, failed
  name INTEGER,                 -- string: what the user calls it, else its type, else its kernels
  program INTEGER,              -- program that was launched; NULL: a replay
  program_bytes INTEGER,        -- its regions on its fullest core
  kernel_text_bytes INTEGER,    -- size of its kernels' text, as the runtime reports it
  callsite INTEGER,             -- id of the call site
  program_end INTEGER,          -- highest address after its program's regions, on any core
  type INTEGER,                 -- string: the library's name of the op, from its first program
  l1_small_bytes INTEGER,       -- buffers in L1_SMALL on its fullest core
  persistent_bytes INTEGER,     -- persistent per-core space on its fullest core
  trace INTEGER,                -- id of the mesh trace that it replays, or that captured it
  captured_op INTEGER,          -- of a replay: the captured launch that makes its peak; NULL: none
  captured_name INTEGER,        -- string: that launch's name
  thread INTEGER,               -- thread that launched it
  PRIMARY KEY (run, form)
) WITHOUT ROWID;

CREATE TABLE chip_list (    -- the chips of rows of tables op_form and mark_peak_shared
  run INTEGER,                  -- number of the run
  chips INTEGER,                -- number of this list of chips
  nth INTEGER,                  -- place of the chip among those of its op, or pass
  opening INTEGER,              -- number of the chip's opening; NULL: it was not open
  device INTEGER,               -- chip id
  PRIMARY KEY (run, chips, nth)
) WITHOUT ROWID;

CREATE TABLE op_group (     -- launches of one op on one chip, and the first of the fullest ones
  run INTEGER,                  -- number of the run
  device INTEGER,               -- chip id
  name INTEGER,                 -- string: as in op_form
  type INTEGER,                 -- string: the library's name of the op
  callsite INTEGER,             -- id of the call site
  program INTEGER,              -- of ttnn.generic_op: which program it ran; of others NULL
  launches INTEGER,             -- number of launches; captured ones, replays and failed ones are none
  headroom_bytes INTEGER,       -- the smallest of any of them
  kernel_text_bytes INTEGER,    -- the most of any of them
  op INTEGER,                   -- number of the fullest one
  time_ns INTEGER,              -- when it was
  peak_bytes INTEGER,           -- all on its fullest core
  buffer_bytes INTEGER,         -- buffers there
  l1_small_bytes INTEGER,       -- buffers in L1_SMALL
  program_bytes INTEGER,        -- its regions
  persistent_bytes INTEGER      -- persistent per-core space
);

CREATE TABLE site_group (   -- buffers in L1, put together by who took them; no row: ask l1_buffers
  run INTEGER,                  -- number of the run
  id INTEGER,                   -- number of the group: see site_tensor
  by TEXT,                      -- callsite, or op
  device INTEGER,               -- first chip of their device
  kind TEXT,                    -- l1, l1_small
  callsite INTEGER,             -- a call site of this text, or of this op; NULL: not known
  purpose INTEGER,              -- string: what they are for, where no op is known; NULL: not known
  count INTEGER,                -- number of allocations
  sum_bytes INTEGER,            -- all that was ever allocated
  most_bytes INTEGER,           -- the most of it that lived at once
  largest_bytes INTEGER,        -- the largest of them
  left_bytes INTEGER            -- what no free gave back
);

CREATE TABLE site_tensor (  -- what the buffers of rows of table site_group hold
  run INTEGER,                  -- number of the run
  id INTEGER,                   -- number of the group
  tensor INTEGER,               -- what it is: see tensor
  count INTEGER                 -- how many of them hold it
);

-- View buffer has the columns of these three tables in one row; ask that one.
CREATE TABLE buffer_row (   -- one lifetime of a buffer, or of a part of it (see part)
  run INTEGER,                  -- number of the run
  buffer INTEGER,               -- the runtime's id + 1, or an id that the recorder gave
  form INTEGER,                 -- what it has in common with others: see buffer_form
  address INTEGER,              -- where it begins on each bank
  alloc_ns INTEGER,             -- when it was allocated
  life_ns INTEGER,              -- how long until its free, or its device's close; NULL: neither
  reason TEXT,                  -- NULL: freed; else live at end, or freed at device close
  alloc_moment INTEGER,         -- changes of L1 so far, with this one; NULL: it took no L1
  moments INTEGER,              -- how many more at its free
  alloc_thread INTEGER,         -- thread that allocated; NULL: not known
  part INTEGER,                 -- of buffers that are per core: 0, or n as in view buffer
  used INTEGER,                 -- what used it: see buffer_used
  ops_before INTEGER,           -- number of ops before it was allocated
  last_use_ns INTEGER,          -- how long after its allocation the last use was
  perhaps_ns INTEGER            -- the same of the last op that may have used it
);
CREATE INDEX buffer_part ON buffer_row (run, buffer) WHERE part NOT NULL;

-- free_manner: deallocate (the program called it), del, rebinding (of a name, attribute or item), return
-- (a function of Python ended and its variables with it: the call site is its caller's), call (in or
-- after a call: by what it does itself, of an argument that nobody keeps, or, where Python does not show
-- it, of the variables of a function that ended), expression (a value that nobody keeps), iteration (a
-- generator, coroutine or iterator ended), exception (it was dealt with, and what it kept), gc (Python's
-- collector), thread end, exit (of Python), op (an operation frees its own), move (an operation that
-- moves a buffer), program (one that was destroyed, and what was kept for it), device close.
-- last_use: view: a call made another tensor over the buffer, and need not have launched anything.
CREATE TABLE buffer_form (  -- what buffers have in common that are allocated again and again
  run INTEGER,                  -- number of the run
  form INTEGER,                 -- number of the form
  handle INTEGER,               -- device whose allocator gave the address
  mesh INTEGER,                 -- mesh id of that device
  device INTEGER,               -- first chip of that device
  kind TEXT,                    -- dram, l1, system_memory, l1_small, trace, persistent
  layout TEXT,                  -- interleaved, height sharded, ...
  bytes_per_core INTEGER,       -- what each bank reserves
  size_bytes INTEGER,           -- size of the whole buffer
  page_bytes INTEGER,           -- size of one page
  cores INTEGER,                -- core range set with its data; NULL: all banks, or not known
  core_count INTEGER,           -- number of cores that hold data
  announced INTEGER,            -- 1: was live before recording
  callsite INTEGER,             -- id of the call site
  per_core INTEGER,             -- 1: reserved on its cores only, not on all banks
  free_thread INTEGER,          -- thread that freed, or closed the device
  purpose TEXT,                 -- what it is for: global semaphore, ..; NULL: tensor, or not known
  free_callsite INTEGER,        -- id of the call site where it was freed
  free_manner TEXT,             -- how: see above; NULL: not freed, or not known
  last_use TEXT,                -- op, replay, host read, host write, view: see above
  last_use_callsite INTEGER,    -- its call site; an op has its own
  tensor INTEGER,               -- what it holds: see tensor; NULL: not known
  given TEXT,                   -- what the program called it (l1trace.name); NULL: nothing
  result INTEGER,               -- 1: a call's result, for all that is known of it
  PRIMARY KEY (run, form)
) WITHOUT ROWID;

CREATE TABLE buffer_used (  -- what used buffers; op 1 is the next op after the allocation
  run INTEGER,                  -- number of the run
  used INTEGER,                 -- number of this row
  uses INTEGER,                 -- number of uses by ops and the host; see run.uses
  alloc_nth INTEGER,            -- op that it was allocated for: its thread's next, of its call site
  first_use_nth INTEGER,        -- op of the first use; if the host's, the op before it
  last_use_nth INTEGER,         -- the same of the last use
  perhaps_nth INTEGER,          -- last op that may have used it, for all that is known
  ops_lived INTEGER,            -- number of ops until it ended
  direct_nth INTEGER,           -- of the last use that was no replay's; if the host's, the op before
  direct_by_host INTEGER,       -- 1: that was the host's
  wanted_nth INTEGER,           -- the last failed launch that would have used it; NULL: none
  PRIMARY KEY (run, used)
) WITHOUT ROWID;

-- Uses by replays are not counted. No row of a run: nothing is known of its uses, or they are too many kinds.
CREATE TABLE taken_by (     -- which ops used the buffers of each call site, put together and counted
  run INTEGER,                  -- number of the run
  callsite INTEGER,             -- where the buffers were allocated; NULL: not known
  kind TEXT,                    -- dram, l1, l1_small
  layout TEXT,                  -- interleaved, height sharded, ...
  how TEXT,                     -- op, host read, host write, view (another tensor over the buffer)
  op_callsite INTEGER,          -- where the op was called; NULL: not known
  name INTEGER,                 -- string: the op, as its user calls it; NULL: no op
  type INTEGER,                 -- string: the library's name of the op; NULL: not known
  made INTEGER,                 -- 1: the op for which they were allocated: mostly its output
  count INTEGER,                -- number of uses
  first_op INTEGER              -- the first of these ops; of the host's uses, the op before
);

CREATE TABLE kept (         -- calls of deallocate() that freed nothing, since others share the memory
  run INTEGER,                  -- number of the run
  time_ns INTEGER,              -- when
  thread INTEGER,               -- thread that called
  handle INTEGER,               -- device of the tensor
  kind TEXT,                    -- kind of its buffer
  address INTEGER,              -- where it begins; the buffer that lives there is the kept one
  forced INTEGER,               -- 1: called with force
  callsite INTEGER              -- id of the call site
);

CREATE TABLE asked (        -- who asked how much L1 is free: ops that ask size themselves by the answer
  run INTEGER,                  -- number of the run
  op INTEGER,                   -- its launch: the thread's next, of the same call site; NULL: none
  time_ns INTEGER,              -- when
  thread INTEGER,               -- thread that asked
  handle INTEGER,               -- device that was asked; NULL: not known
  what TEXT,                    -- lowest address (of a buffer), statistics (of the allocator)
  kind TEXT,                    -- memory that was asked about: l1, ..
  answer_bytes INTEGER, -- the address, NULL: no buffer there; or a bank's largest free block
  free_bytes INTEGER,           -- of statistics: all free bytes of a bank
  by_program INTEGER,           -- 1: the program itself asked, 0: an op
  callsite INTEGER              -- id of the call site
);
CREATE INDEX asked_by ON asked (run, op) WHERE op NOT NULL;

CREATE TABLE owned (        -- buffers that were allocated while a program was built or enqueued
  run INTEGER,                  -- number of the run
  buffer INTEGER,               -- the buffer
  kind TEXT,                    -- its kind
  alloc_ns INTEGER,             -- when it was allocated: which lifetime of it
  thread INTEGER,               -- thread that allocated it
  program INTEGER,              -- program that was built or enqueued; NULL: it was never launched
  op INTEGER,                   -- number of the launch that it was for; NULL: there was none
  gone_ns INTEGER,              -- when that program was destroyed; NULL: it was not
  PRIMARY KEY (run, buffer, kind, alloc_ns)
) WITHOUT ROWID;
CREATE INDEX owned_waits ON owned (run, thread) WHERE op IS NULL;
CREATE INDEX owned_by ON owned (run, program);

CREATE TABLE phase (        -- one pass of a mark, or of a sequence of ops that repeats
  run INTEGER,                  -- number of the run
  kind TEXT,                    -- mark, ops
  name TEXT,                    -- name of the mark; NULL: ops
  idx INTEGER,                  -- 1, 2, ... in order of their ends
  thread INTEGER,               -- thread of the mark
  nth INTEGER,                  -- of marks: 1, 2, ... in order of their begins, whatever their names
  depth INTEGER,                -- number of marks around it on its thread
  begin_ns INTEGER,             -- when it began
  end_ns INTEGER                -- NULL: it never ended
);
CREATE INDEX phase_ends ON phase (run, kind, name, end_ns);

CREATE TABLE mark_path (    -- marks that are open at the same time, on all threads
  run INTEGER,                  -- number of the run
  path INTEGER,                 -- number of the path
  parent INTEGER,               -- the path around its last mark; NULL: none
  name TEXT,                    -- name of its last mark, which is the innermost
  PRIMARY KEY (run, path)
) WITHOUT ROWID;

CREATE TABLE mark_stretch ( -- which marks are open from a time on, to the next row's
  run INTEGER,                  -- number of the run
  begin_ns INTEGER,             -- since when: a mark began or ended then
  path INTEGER,                 -- the marks: see mark_path, or view open_mark; NULL: none
  nth INTEGER,                  -- which pass the innermost is: see phase, or view open_pass
  PRIMARY KEY (run, begin_ns)
) WITHOUT ROWID;

CREATE TABLE free_space (   -- one allocator (a device's, for a kind) after each of its changes
  run INTEGER,                  -- number of the run
  handle INTEGER,               -- device whose allocator it is
  kind TEXT,                    -- l1, l1_small, dram
  time_ns INTEGER,              -- when
  moment INTEGER,               -- order of equal times; NULL: the device was opened
  event TEXT,                   -- open, alloc, free, bank (its size changed)
  buffer INTEGER,               -- buffer that changed it
  capacity_bytes INTEGER,       -- size of a bank
  free_bytes INTEGER,           -- free bytes of a bank
  largest_free_bytes INTEGER,   -- size of the largest hole
  holes INTEGER                 -- number of holes: free bytes between, below and above buffers
);

CREATE TABLE region (       -- a program's circular buffer, dataflow buffer or scratchpad
  run INTEGER,                  -- number of the run
  time_ns INTEGER,              -- when it was placed
  program INTEGER,              -- number of the program
  chips TEXT,                   -- chip ids, commas between
  kind TEXT,                    -- cb, dfb, scratchpad
  idx INTEGER,                  -- lowest index of a CB, else order of placement
  address INTEGER,              -- where it begins on each of its cores
  bytes_per_core INTEGER,       -- bytes on each core
  cores INTEGER,                -- id of the core range set
  alias INTEGER,                -- 1: lies in an L1 buffer and takes no bytes of its own
  first INTEGER,                -- 1: first of a new placement
  page_bytes INTEGER,           -- size of a page of a CB's lowest index, or of a dfb's entry
  pages INTEGER,                -- how many of them it has
  data_format INTEGER,          -- string: the runtime's word for their format, as Float16_b
  name INTEGER                  -- string: name of a dfb in its program's description
);

CREATE TABLE cb_index (  -- further indices of circular buffers that have several
  run INTEGER,                  -- number of the run
  program INTEGER,              -- number of the program
  cores INTEGER,                -- id of the core range set
  region INTEGER,               -- idx of the region: the lowest index of the buffer
  idx INTEGER,                  -- index
  page_bytes INTEGER,           -- size of a page; NULL: not known
  data_format INTEGER,          -- string: the runtime's word for its format
  PRIMARY KEY (run, program, cores, region, idx)
) WITHOUT ROWID;

CREATE TABLE program (  -- one program
  run INTEGER,                  -- number of the run
  program INTEGER,              -- number of the program
  runtime_id INTEGER,           -- the runtime's id
  born_ns INTEGER,              -- when it was made
  gone_ns INTEGER,              -- when it was destroyed; NULL: it was not
  text_bytes INTEGER,           -- size of its kernels' text in the KERNEL_CONFIG ring
  config_bytes INTEGER,         -- size of its configuration in that ring
  PRIMARY KEY (run, program)
) WITHOUT ROWID;

CREATE TABLE kernel (  -- one compiled kernel
  run INTEGER,                  -- number of the run
  time_ns INTEGER,              -- when it was compiled
  program INTEGER,              -- number of the program
  chips TEXT,                   -- chip ids, commas between
  name INTEGER,                 -- string: its name
  core_type INTEGER,            -- string: the type of its cores
  processor TEXT,               -- brisc, ncrisc, trisc, erisc0, erisc1, drisc; NULL: not known
  text0_bytes INTEGER,          -- size of its text; of a compute kernel: on TRISC0
  text1_bytes INTEGER,          -- size of its text on TRISC1; NULL: no compute kernel
  text2_bytes INTEGER,          -- size of its text on TRISC2; NULL: no compute kernel
  cores INTEGER                 -- id of the core range set
);

CREATE TABLE failure (      -- what did not fit, in the runtime's numbers
  run INTEGER,                  -- number of the run
  failure INTEGER,              -- numbered from 1
  time_ns INTEGER,              -- when
  kind TEXT,                    -- oom, clash, too_big, config_too_big, launch_failed, refused
  handle INTEGER,               -- device on which it happened
  device INTEGER,               -- chip id
  program INTEGER,              -- program that was placed or launched
  buffer_kind TEXT,             -- oom: kind of the buffer
  size_bytes INTEGER,           -- oom: size of the buffer; too big: of the region or program
  bytes_per_bank INTEGER,       -- oom: bytes that each bank would have had to give
  bank_count INTEGER,           -- oom: number of banks
  bank_bytes INTEGER,           -- oom: size of a bank
  allocated_bytes INTEGER,      -- oom: allocated bytes of a bank
  free_bytes INTEGER,           -- oom: free bytes of a bank
  largest_free_bytes INTEGER,   -- oom: size of the largest free block
  region_end INTEGER,           -- clash: address where the regions end
  lowest_buffer INTEGER,        -- clash: address where the lowest buffer begins
  limit_bytes INTEGER,          -- too big: size of what is available
  cores INTEGER,                -- id of the core range set
  callsite INTEGER,             -- id of the call site
  text TEXT,                    -- the runtime's own words
  moment INTEGER,               -- how often L1 was taken or given back before
  times INTEGER,                -- refused: how often, with this text and call site; else 1
  thread INTEGER                -- thread on which it happened
);

-- Roles. Of a program: region, alias (a region that lies in a buffer), kernel. Of a live buffer:
-- in the way (it is in the smallest set to release), own (the failing call's), maybe own, operand
-- (the failing program works in it), cache (the program cache keeps it), lives (any other). What a
-- release does: set (the smallest), op and line (all buffers of one). cure: something that makes it
-- fit; owner_kind names it: free, reallocate, dram, deallocate_activation, clear_program_cache,
-- shrink, l1_small_size (bytes_per_core: at least this size). freed: a buffer that was freed before
-- an op refused a tensor without memory. past: a program that failed had run
-- before; grew: buffers of a line that were allocated since. program: the next largest programs.
-- after: whether the run went on. verdict: all in one sentence. nobody: no buffer is in the way.
CREATE TABLE explanation (  -- why a failure happened: who holds the memory, what makes it fit
  run INTEGER,                  -- number of the run
  failure INTEGER,              -- number of the failure
  device INTEGER,               -- chip id
  time_ns INTEGER,              -- time of the failure
  kind TEXT,                    -- kind of the failure
  owner_kind TEXT,              -- buffer, cb, dfb, scratchpad, kernel, set, op, line, a cure's name
  owner TEXT,                   -- operation of the buffer or region (c_0 in0 of ttnn.add); a kernel's name
  address INTEGER,              -- where it begins
  bytes_per_core INTEGER,       -- bytes on each core
  callsite TEXT,                -- where the buffer was allocated
  note TEXT,                    -- what it has to do with the failure, in words
  role TEXT,                    -- see above
  id INTEGER,                   -- id of a buffer, index or order of a region, number of a program
  size_bytes INTEGER,           -- size of the whole buffers
  age_ns INTEGER,               -- how long the buffer had lived
  release INTEGER,              -- 1: in the smallest set to release, or a cure that was proved
  missing_bytes INTEGER,        -- bytes that were missing, on each core
  agrees INTEGER,               -- 1: the runtime's numbers equal the trace's; NULL: not both known
  fits INTEGER,                 -- 1, 0: whether a replay with this alone fits; NULL: not tried
  tensor TEXT,                  -- what the buffer holds: [1, 8, 128, 64] bf16 tile
  variable TEXT,                -- its name in the program, as in view buffers
  last_use TEXT,                -- op that used the buffer last before the failure, or the host
  last_use_op INTEGER,          -- its number; NULL: the host, or not known
  last_use_callsite TEXT,       -- where that was
  needed TEXT,                  -- call (it uses it), later (something else), dead; NULL: not known
  use_note TEXT                 -- the same in words, and how it is known
);
CREATE INDEX explanation_of ON explanation (run, failure);

CREATE TABLE mark (         -- phases named by the program
  run INTEGER,                  -- number of the run
  time_ns INTEGER,              -- when
  thread INTEGER,               -- thread that set the mark
  event TEXT,                   -- begin, end
  name TEXT                     -- name of the phase
);

CREATE TABLE note (         -- what the recorder could not do or see
  run INTEGER,                  -- number of the run
  time_ns INTEGER,              -- when
  code INTEGER, -- 1 hook, 2 another ttnn, 3 mock, 4 unknown, 5 runtime, 6 bank, 7 refusals, 8 purpose, 9 name
  a INTEGER,                    -- of a hook: 1 if it was found; of a purpose: the buffer; of a name: the address
  b INTEGER,                    -- of a hook: how often it fired; of refusals: how many more
  text TEXT                     -- hook, file or message
);

CREATE TABLE lost (  -- events that the recorder had to drop
  run INTEGER,                  -- number of the run
  time_ns INTEGER,              -- when
  thread INTEGER,               -- thread whose events were dropped
  count INTEGER,                -- number of dropped events
  reason TEXT                   -- ring full, no writer, no ring, torn, disk
);

CREATE TABLE mesh_trace (   -- capture begin, capture end, replay, release
  run INTEGER,                  -- number of the run
  time_ns INTEGER,              -- when
  event TEXT,                   -- capture begin, capture end, replay, release
  handle INTEGER,               -- device of the mesh trace
  trace INTEGER                 -- the runtime's trace id
);

CREATE TABLE finding (      -- what the accounting found wrong, or could not account
  run INTEGER,                  -- number of the run
  time_ns INTEGER,              -- when
  kind TEXT,                    -- double free, overlap, trace hazard, ...
  device INTEGER,               -- chip id
  id INTEGER,                   -- buffer or other subject
  other INTEGER,                -- the other buffer, or the mesh trace
  address INTEGER,              -- address of the bytes
  bytes INTEGER,                -- number of bytes
  buffer_kind TEXT,             -- trace hazard: kind of the buffer
  replays INTEGER,              -- trace hazard: number of replays that overwrite it
  op INTEGER                    -- trace hazard: op number of the first of them, at time_ns
);
