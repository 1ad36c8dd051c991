/*
 * What a trace says: one struct for each kind of record, the same in memory for writers and
 * readers. FORMAT.md is normative for their meaning on disk.
 *
 * Must not know: files, rings, compression, SQL, TT-Metal.
 *
 * Every struct consists of uint64_t only, so a record is also an array of fields f[0..n): that is
 * all the encoder and decoder know (l1t_kinds[]). A value that is not known is L1T_UNKNOWN.
 * Sizes in bytes, addresses as the chip sees them, times in ns since the recorder's first event.
 */
#ifndef L1T_RECORD_H
#define L1T_RECORD_H

#include <stddef.h>
#include <stdint.h>

#define L1T_UNKNOWN UINT64_MAX

enum l1t_kind {
	L1T_BEGIN = 1,      /* a process begins to record; blob: "key=value\0" ... */
	L1T_THREAD = 2,     /* a thread's first record; blob: its name */
	L1T_STRING = 3,     /* definition: string id; blob: bytes, no NUL */
	L1T_CORES = 4,      /* definition: core range set; blob: uint16 x0,y0,x1,y1 (inclusive) ... */
	L1T_CHIPS = 5,      /* definition: set of chips; blob: uint32 chip ids */
	L1T_CALLSITE = 6,   /* definition: frames; blob: uint32 file,line,function ..., innermost first */
	L1T_DEVICE = 7,     /* a mesh device (or a single chip) was opened */
	L1T_DEVICE_CLOSE = 8,
	L1T_ALLOC = 9,      /* a buffer got its address */
	L1T_FREE = 10,      /* a buffer is about to be freed */
	L1T_REGION = 11,    /* a program's circular buffer, dataflow buffer or scratchpad was placed */
	L1T_REGIONS_FREED = 12,
	L1T_PROGRAM = 13,
	L1T_PROGRAM_GONE = 14,
	L1T_PROGRAM_CONFIG = 15,
	L1T_KERNEL = 16,
	L1T_LAUNCH = 17,
	L1T_CAPTURE_BEGIN = 18,
	L1T_CAPTURE_END = 19,
	L1T_REPLAY = 20,
	L1T_RELEASE = 21,
	L1T_FAILURE = 22,   /* blob: the runtime's text, when it could be read */
	L1T_MARK_BEGIN = 23,
	L1T_MARK_END = 24,
	L1T_NOTE = 25,      /* what the recorder could not do or see; blob: text */
	L1T_LOST = 26,
	L1T_PAUSE = 27,
	L1T_RESUME = 28,
	L1T_END = 29,       /* the recorder's normal end */
	L1T_EXIT = 30,      /* written by l1record: how the program ended */
	L1T_USES = 31,      /* what the thread's next launch works on; blob: uint32 words */
	L1T_TENSOR = 32,    /* definition: shape, type and layout of tensors; blob: uint32 words */
	L1T_HOLDS = 33,     /* a live buffer holds such a tensor */
	L1T_REGION_INDEX = 34,  /* what a region that follows is: pages, data format, name */
	L1T_KEPT = 35,      /* a deallocate() that freed nothing */
	L1T_ASKED = 36,     /* somebody asked how much L1 is free */
	L1T_KIND_COUNT
};

/* The runtime's own numbers for buffer types, and ours for persistent per-core space. */
enum l1t_buffer_type {
	L1T_DRAM = 0,
	L1T_L1 = 1,
	L1T_SYSTEM_MEMORY = 2,
	L1T_L1_SMALL = 3,
	L1T_TRACE = 4,
	L1T_PERSISTENT = 16,
};

enum l1t_region_type { L1T_CB = 0, L1T_DFB = 1, L1T_SCRATCHPAD = 2 };

enum l1t_processor {             /* TRISC: a compute kernel, its text on TRISC 0, 1, 2 */
	L1T_PROCESSOR_UNKNOWN = 0, L1T_BRISC = 1, L1T_NCRISC = 2, L1T_TRISC = 3, L1T_ERISC0 = 4,
	L1T_ERISC1 = 5, L1T_DRISC = 6,
};

enum l1t_failure_type {
	L1T_FAIL_OOM = 0,
	L1T_FAIL_CLASH = 1,
	L1T_FAIL_TOO_BIG = 2,
	L1T_FAIL_CONFIG_TOO_BIG = 3,
	L1T_FAIL_LAUNCH = 4,
	L1T_FAIL_REFUSED = 5,   /* by the operation itself, in its own words */
};

enum l1t_flag {
	L1T_ALLOC_ANNOUNCED = 1, /* live before this record: repeated at a resume or a start */
	L1T_ALLOC_PER_CORE = 2,  /* not lockstep: takes space on the cores of `cores` only */
	L1T_ALLOC_ENQUEUED = 4,  /* inside the enqueue of a program: the program's, not the user's */
	L1T_ALLOC_MADE = 8,      /* while an operation built its program: likewise */
	L1T_ALLOC_PART = 16,     /* of a buffer with other addresses on other cores */
	L1T_REGION_ALIAS = 1,    /* lies in an L1 buffer: takes no space of its own */
	L1T_REGION_FIRST = 2,    /* first region of its type in a new placement: replaces the old */
	L1T_REGION_ANNOUNCED = 4,
	L1T_LAUNCH_FAILED = 1,   /* the enqueue threw: it never ran */
	L1T_LAUNCH_SAME_OP = 2,  /* another program of the same op as the thread's last launch */
	L1T_DEVICE_ANNOUNCED = 1,
	L1T_USES_PARTIAL = 1,    /* it may work on more than the words say */
	L1T_USES_READ = 2,       /* by the host, which reads from it: no launch follows */
	L1T_USES_WRITE = 4,      /* by the host, which writes to it */
	L1T_USES_TAKEN = 8,      /* by a call that made another tensor over it: no launch need follow */
	L1T_KEPT_FORCED = 1,     /* it was called with force */
	L1T_ASKED_BY_PROGRAM = 1, /* not by an operation */
};

/* How a buffer came to be freed; 0, unknown or any other number: not known. */
enum l1t_manner {
	L1T_BY_DEALLOCATE = 1,  /* the program called deallocate() */
	L1T_BY_DEL = 2,         /* it deleted a name, an attribute or an item */
	L1T_BY_REBINDING = 3,   /* it assigned something else to one of them */
	L1T_BY_RETURN = 4,      /* a function ended, and its variables with it */
	L1T_BY_CALL = 5,        /* a call: what it does itself, or an argument that nobody keeps */
	L1T_BY_EXPRESSION = 6,  /* a value of an expression that nobody keeps */
	L1T_BY_ITERATION = 7,   /* a generator, coroutine or iterator that ended */
	L1T_BY_EXCEPTION = 8,   /* an exception that is dealt with, and what it kept */
	L1T_BY_GC = 9,          /* Python's garbage collector */
	L1T_BY_THREAD_END = 10,
	L1T_BY_EXIT = 11,       /* Python's end */
	L1T_BY_OP = 12,         /* an operation */
	L1T_BY_MOVE = 13,       /* one that moves a buffer */
	L1T_BY_PROGRAM = 14,    /* a program that was destroyed, and what was kept for it */
	L1T_BY_DEVICE_CLOSE = 15,
	L1T_MANNERS
};

enum l1t_asked_what {
	L1T_ASKED_LOWEST = 0,    /* the lowest address of any buffer */
	L1T_ASKED_STATISTICS = 1,        /* the allocator's */
};

/* Words of uses are numbers that can be addresses: multiples of 32, so these bits are free. */
#define L1T_USES_IN_L1 1u        /* in a word: it is an address in L1 */
#define L1T_USES_IN_DRAM 2u      /* it is one in DRAM */
#define L1T_USES_FLAGS 31u

/* Words of a tensor's definition, those with a fixed place; then dimensions, see FORMAT.md. */
enum l1t_tensor_word {
	L1T_TENSOR_DTYPE,       /* enum l1t_dtype */
	L1T_TENSOR_PAGES,       /* 0 row major, 1 tile */
	L1T_TENSOR_LAYOUT,      /* as in l1t_alloc */
	L1T_TENSOR_MEMORY,      /* enum l1t_buffer_type */
	L1T_TENSOR_ORDER,       /* of shards: 0 row major, 1 column major */
	L1T_TENSOR_CORES,       /* core range set of the shards; 0: none, or not known */
	L1T_TENSOR_FIXED,
};
#define L1T_TENSOR_UNKNOWN UINT32_MAX
#define L1T_RANK_MAX 16u

enum l1t_dtype {
	L1T_BFLOAT16 = 0, L1T_FLOAT32 = 1, L1T_UINT32 = 2, L1T_BFLOAT8_B = 3, L1T_BFLOAT4_B = 4,
	L1T_UINT8 = 5, L1T_UINT16 = 6, L1T_INT32 = 7, L1T_FP8_E4M3 = 8, L1T_INT8 = 9,
	L1T_DTYPES
};

/* A chips field below this is one chip's id; from here on it is the id of an L1T_CHIPS record. */
#define L1T_CHIPS_FIRST 65536u

struct l1t_begin {
	uint64_t pid, parent_pid;
	uint64_t wall_ns;       /* Unix time of time 0 */
	uint64_t clock;         /* 0: rdtsc, 1: CLOCK_MONOTONIC */
	uint64_t ticks_per_s;   /* estimate; unknown for clock 1 */
	uint64_t forked;        /* 1: this process is a fork of one that recorded */
};
struct l1t_thread { uint64_t tid; };
struct l1t_define { uint64_t id; };    /* string, cores, chips, callsite, tensor */
struct l1t_device {
	uint64_t device;        /* the recorder's handle, unique in the trace */
	uint64_t mesh;          /* the runtime's mesh id, unknown for a bare chip */
	uint64_t chips;         /* chip id or set */
	uint64_t grid_x, grid_y;        /* worker cores: columns, rows */
	uint64_t l1_bytes;              /* L1 size of a core */
	uint64_t unreserved_base;       /* first byte programs may use */
	uint64_t l1_small_bytes;        /* of a core */
	uint64_t kernel_config_bytes;   /* KERNEL_CONFIG ring */
	uint64_t bank_count, bank_bytes;        /* L1 banks */
	uint64_t arch;                  /* string id */
	uint64_t flags;
	uint64_t dram_bank_count, dram_bank_bytes;      /* DRAM banks, as the allocator sees them */
	uint64_t dram_base;             /* first address that the allocator gives in each */
};
struct l1t_device_close { uint64_t device; };
struct l1t_alloc {
	uint64_t id;            /* the runtime's unique id + 1, or one the recorder gave */
	uint64_t device;        /* handle of the device whose allocator gave it */
	uint64_t type;          /* enum l1t_buffer_type */
	uint64_t layout;        /* 0 interleaved, 1 single bank, 2 height, 3 width, 4 block, 5 nd sharded */
	uint64_t size_bytes;    /* whole buffer */
	uint64_t address;
	uint64_t bytes_per_core;        /* what one bank reserves */
	uint64_t page_bytes;
	uint64_t cores;         /* core range set that holds data; 0: all banks, or not known */
	uint64_t core_count;    /* cores that hold data, unknown if so */
	uint64_t callsite;      /* 0: none */
	uint64_t flags;
};
struct l1t_free {
	uint64_t id, device, type;
	uint64_t callsite;      /* where it was freed; 0 or unknown: not known */
	uint64_t manner;        /* enum l1t_manner */
};
struct l1t_region {
	uint64_t program, chips;
	uint64_t type;          /* enum l1t_region_type */
	uint64_t flags;
	uint64_t index;         /* CB index or order of placement, unknown if so */
	uint64_t address, size_bytes;   /* per core */
	uint64_t cores;
};
struct l1t_regions_freed { uint64_t program, chips, types; /* bit per region type */ };
struct l1t_program { uint64_t program, runtime_id; };
struct l1t_program_gone { uint64_t program; };
struct l1t_program_config { uint64_t program, text_bytes, config_bytes; };
struct l1t_kernel {
	uint64_t program, chips, name, core_type /* string ids */;
	uint64_t processor;             /* enum l1t_processor */
	uint64_t text_bytes[3];         /* per RISC; unknown where it has none */
	uint64_t cores;
};
struct l1t_launch {
	uint64_t program, device, chips;
	uint64_t name;          /* string: what the user called, else the operation's type */
	uint64_t callsite, flags;
	uint64_t type;          /* string: the operation's type; 0 or unknown: none */
};
struct l1t_mesh_trace { uint64_t device, trace, callsite; };    /* capture begin/end, replay, release */
struct l1t_failure {
	uint64_t type;          /* enum l1t_failure_type */
	uint64_t device, chips, program;
	uint64_t buffer_type;
	uint64_t size_bytes;            /* oom: of the whole buffer; too big: of the region or program */
	uint64_t bytes_per_bank, bank_count, bank_bytes;
	uint64_t allocated_bytes, free_bytes, largest_free_bytes;       /* per bank */
	uint64_t region_end, lowest_buffer;     /* clash: the two addresses */
	uint64_t limit_bytes;           /* too big: the limit */
	uint64_t cores, callsite;
};
struct l1t_mark { uint64_t name; };
struct l1t_note { uint64_t code, a, b; };
struct l1t_lost { uint64_t count, reason; /* enum l1t_lost_reason */ };
struct l1t_empty { uint64_t unused; };
struct l1t_end { uint64_t events; /* recorded by this process, all threads */ };
struct l1t_uses {
	uint64_t device;        /* handle */
	uint64_t program;       /* the launched one; 0: none, the host accesses it */
	uint64_t flags;
	uint64_t callsite;      /* of the host's; a launch has its own */
};
struct l1t_holds {
	uint64_t buffer, type;  /* id and enum l1t_buffer_type of a live buffer */
	uint64_t tensor;        /* id of an L1T_TENSOR record */
};
struct l1t_region_index {
	uint64_t program, cores;
	uint64_t region;        /* index of the circular buffer's region: the lowest of its indices */
	uint64_t index;
	uint64_t page_bytes, pages;
	uint64_t format, format_name;   /* the runtime's number and word (string id, 0: unknown) */
	uint64_t type;          /* enum l1t_region_type */
	uint64_t name;          /* string: a dataflow buffer's in its program; 0: unknown */
};
struct l1t_kept {
	uint64_t device;        /* handle */
	uint64_t buffer, type;  /* id unknown: a view's */
	uint64_t address;       /* where it begins */
	uint64_t flags, callsite;
};
struct l1t_asked {
	uint64_t device;        /* handle; 0: not known */
	uint64_t what;          /* enum l1t_asked_what */
	uint64_t type;          /* enum l1t_buffer_type: which memory */
	uint64_t answer;        /* address, or bytes of the largest free block; unknown: there is none */
	uint64_t free_bytes;    /* of a bank, where that was in the answer */
	uint64_t flags, callsite;
};
struct l1t_exit { uint64_t status /* exit code */, signal /* 0: none */, wall_ns; };

enum l1t_lost_reason {
	L1T_LOST_RING_FULL = 0,   /* the producer outran the encoder */
	L1T_LOST_NO_WRITER = 1,   /* no writer thread: it died, or the recording had ended */
	L1T_LOST_NO_RING = 2,     /* no room for another thread's ring */
	L1T_LOST_TORN = 3,        /* a call that had not returned when the process died */
	L1T_LOST_DISK = 4,        /* a block could not be written */
};

enum l1t_note_code {
	L1T_NOTE_TEXT = 0,
	L1T_NOTE_HOOK = 1,        /* a = 1 found, 0 not; b = times fired; text: hook name */
	L1T_NOTE_MISMATCH = 2,    /* the ttnn loaded is not the prepared one; text: both */
	L1T_NOTE_MOCK = 3,        /* text: board=... compiler=... */
	L1T_NOTE_UNKNOWN = 4,     /* something could not be read; text: what */
	L1T_NOTE_RUNTIME = 5,     /* text: file that the runtime was loaded from */
	L1T_NOTE_BANK = 6,        /* a = device, b = bytes of one of its L1 banks from now on */
	L1T_NOTE_REFUSED = 7,     /* a = call site, b = refusals with this text after the first */
	L1T_NOTE_PURPOSE = 8,     /* a = buffer that lives, b = string: what it is for */
	L1T_NOTE_NAME = 9,        /* a = address of what lives there, b = string: what it is called */
	L1T_NOTE_REPORT = 10,     /* a = device, b = ns that it took; text: prefix of the files */
};

#define L1T_FIELDS_MAX 18

/* Part n of buffer id has id | n << this; part 0 is the buffer itself. */
#define L1T_PART_SHIFT 40

/* The buffer to which an allocation belongs. */
static inline uint64_t l1t_buffer_of(const struct l1t_alloc *a)
{
	return a->flags & L1T_ALLOC_PART ? a->id & (((uint64_t)1 << L1T_PART_SHIFT) - 1) : a->id;
}

static inline uint64_t l1t_part_of(const struct l1t_alloc *a)
{
	return a->flags & L1T_ALLOC_PART ? a->id >> L1T_PART_SHIFT : 0;
}

/*
 * One that was read has only the fields of its kind: what can be read in place of the others means
 * nothing.
 */
struct l1t_record {
	uint8_t kind;           /* enum l1t_kind; kinds not known to this version are skipped */
	uint32_t thread;        /* serial number of the thread in the trace; 0: the recorder itself */
	uint64_t seq;           /* order within the thread */
	int64_t time_ns;
	const uint8_t *blob;    /* valid until the next call that yields a record */
	uint32_t blob_bytes;
	union {
		uint64_t f[L1T_FIELDS_MAX];
		struct l1t_begin begin;
		struct l1t_thread thread_start;
		struct l1t_define define;
		struct l1t_device device;
		struct l1t_device_close device_close;
		struct l1t_alloc alloc;
		struct l1t_free free;
		struct l1t_region region;
		struct l1t_regions_freed regions_freed;
		struct l1t_program program;
		struct l1t_program_gone program_gone;
		struct l1t_program_config program_config;
		struct l1t_kernel kernel;
		struct l1t_launch launch;
		struct l1t_mesh_trace mesh_trace;
		struct l1t_failure failure;
		struct l1t_mark mark;
		struct l1t_note note;
		struct l1t_lost lost;
		struct l1t_end end;
		struct l1t_exit exit;
		struct l1t_uses uses;
		struct l1t_holds holds;
		struct l1t_region_index region_index;
		struct l1t_kept kept;
		struct l1t_asked asked;
	};
};

/* What of a kind there is in this version. */
struct l1t_kind_info {
	const char *name;       /* in listings */
	uint8_t fields;
	uint8_t has_blob;
	uint8_t is_event;       /* left out while recording is paused: no later record refers to it */
};
extern const struct l1t_kind_info l1t_kinds[];   /* L1T_KIND_COUNT */

#endif
