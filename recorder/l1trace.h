/*
 * l1trace: record what allocates and frees the L1 memory of Tenstorrent chips.
 *
 * For any C or C++ program. Nothing is recorded unless the environment variable L1TRACE names a
 * file (%p pid, %h host, %r rank, %% percent) or the preload library is loaded. Every call then
 * costs about ten nanoseconds, and about one while recording is off. The first call of a process,
 * and of a thread, may wait for the recorder's own thread: about a millisecond, a second at most. A
 * call whose ring is full may wait 100 ms at most, not counting time in which the process is
 * stopped. No call fails, throws or changes errno; a process prints one line at most. All calls may
 * be made from any thread and from signal handlers.
 * Pointers are read during the call only. At most 1,024 threads record at the same time. Call
 * unshare(CLONE_NEWUSER) before the first event: the kernel refuses it to processes with a second
 * thread.
 *
 * Sizes in bytes; addresses as the chip sees them. The call itself takes the time: announce an
 * allocation after it was placed, a free before it happens, a launch when the enqueue has returned.
 * For a value you do not know: L1TRACE_UNKNOWN in 64-bit fields, 0 in ids.
 */
#ifndef L1TRACE_H
#define L1TRACE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define L1TRACE_API __attribute__((visibility("default")))
#define L1TRACE_UNKNOWN UINT64_MAX

/* The version of this header. Structs grow and calls are added in a minor version; a major one may
 * change what there is. */
#define L1TRACE_VERSION_MAJOR 0
#define L1TRACE_VERSION_MINOR 1
#define L1TRACE_VERSION_PATCH 0

/* The version of the library that runs, as "0.1.0"; it lives as long as the process. */
L1TRACE_API const char *l1trace_version(void);
/* 1: events are being recorded. 0: off or paused. */
L1TRACE_API int l1trace_enabled(void);
/* Stop and continue recording at run time. At a resume everything live is announced again. */
L1TRACE_API void l1trace_pause(void);
L1TRACE_API void l1trace_resume(void);
/* Returns when everything recorded before the call is in the trace, or after 1 s. */
L1TRACE_API void l1trace_flush(void);
/*
 * The length of the trace's name, which is written to `path` with a 0 after it if `bytes` suffice, else
 * nothing is. L1TRACE may be a pattern, and its file be taken. 0: none is made yet: the first event does.
 */
L1TRACE_API size_t l1trace_path(char *path, size_t bytes);

/*
 * ---- definitions: small ids for things that are used again ----
 *
 * Equal bytes give the same id, in all threads; an id holds until the process ends. 0 means none or
 * unknown: nothing is recorded, or the definition is too long (7,936 bytes: 992 ranges, 1,984 chips),
 * or there are more than the recorder keeps, which the trace then notes. A longer string is cut;
 * of a call site the 64 innermost frames are kept.
 */

struct l1trace_range { uint16_t x0, y0, x1, y1; };      /* logical cores, both ends included */
struct l1trace_frame { const char *file; uint32_t line; const char *function; };

L1TRACE_API uint32_t l1trace_string(const char *bytes, size_t length);
L1TRACE_API uint32_t l1trace_cores(const struct l1trace_range *ranges, size_t count);
/* A set of chips; one chip is its own id (below 65536). */
L1TRACE_API uint32_t l1trace_chips(const uint32_t *chips, size_t count);
/* Innermost frame first. */
L1TRACE_API uint32_t l1trace_callsite(const struct l1trace_frame *frames, size_t count);

/* ---- devices ---- */

struct l1trace_device {
	uint64_t mesh;                  /* the runtime's mesh id or L1TRACE_UNKNOWN */
	const uint32_t *chips;
	size_t chip_count;
	uint64_t grid_x, grid_y;        /* worker cores */
	uint64_t l1_bytes;              /* L1 size of a core */
	uint64_t unreserved_base;       /* first byte that programs may use */
	uint64_t l1_small_bytes;        /* of a core */
	uint64_t kernel_config_bytes;   /* size of the KERNEL_CONFIG ring */
	uint64_t bank_count, bank_bytes;        /* L1 banks as the allocator sees them */
	const char *arch;               /* "wormhole_b0", NULL unknown */
	uint64_t dram_bank_count, dram_bank_bytes;      /* DRAM banks; 0 unknown */
	uint64_t dram_base;             /* first address the allocator gives in each; 0 unknown */
};

/* Each opening gets a handle of its own, 1 or more; 0: nothing is recorded. Closing frees what is left
 * on it. A handle that was never given, or was closed, counts as a device that is not open:
 * `l1analyze check` lists it. */
L1TRACE_API uint32_t l1trace_device_open(const struct l1trace_device *device);
L1TRACE_API void l1trace_device_close(uint32_t device);

/* ---- buffers ---- */

enum l1trace_buffer_type {
	L1TRACE_DRAM = 0,
	L1TRACE_L1 = 1,
	L1TRACE_SYSTEM_MEMORY = 2,
	L1TRACE_L1_SMALL = 3,
	L1TRACE_TRACE = 4,
	L1TRACE_PERSISTENT = 16,        /* per-core space between unreserved base and programs */
};

enum l1trace_layout {           /* how a buffer's pages lie in the banks */
	L1TRACE_INTERLEAVED = 0,
	L1TRACE_SINGLE_BANK = 1,
	L1TRACE_HEIGHT_SHARDED = 2,
	L1TRACE_WIDTH_SHARDED = 3,
	L1TRACE_BLOCK_SHARDED = 4,
	L1TRACE_ND_SHARDED = 5,
};

enum l1trace_buffer_flag {
	L1TRACE_BUFFER_ANNOUNCED = 1,   /* was live before recording began */
	L1TRACE_BUFFER_PER_CORE = 2,    /* takes space on `cores` only, not on every bank */
	L1TRACE_BUFFER_ENQUEUED = 4,    /* allocated inside the enqueue of a program, for it */
	L1TRACE_BUFFER_MADE = 8,        /* allocated while an operation built its program, for it */
	L1TRACE_BUFFER_PART = 16,       /* one part of a buffer with other addresses on other cores:
	                                 * the buffer's id plus n * 2^40, n = 1, 2, ..; free each
	                                 * part */
};

struct l1trace_buffer {
	uint64_t id;                    /* unique among the live ones of its type */
	uint64_t size_bytes;            /* whole buffer */
	uint64_t address;
	uint64_t bytes_per_core;        /* what one bank reserves */
	uint32_t device;                /* handle */
	uint32_t page_bytes;
	uint32_t cores;                 /* cores that hold data; 0 all, or unknown */
	uint32_t callsite;
	uint16_t core_count;            /* cores that hold data; 0 unknown */
	uint8_t type, layout;           /* enum l1trace_buffer_type, enum l1trace_layout */
	uint8_t flags;                  /* enum l1trace_buffer_flag */
};

/* An id that is live already ends here: its free was missed, and the new buffer counts. A free of
 * an id that is not live changes nothing. `l1analyze check` lists both. */
L1TRACE_API void l1trace_alloc(const struct l1trace_buffer *buffer);
L1TRACE_API void l1trace_free(uint64_t id, uint32_t device, enum l1trace_buffer_type type);
/* The same, with the call site of the free. */
L1TRACE_API void l1trace_free_at(uint64_t id, uint32_t device, enum l1trace_buffer_type type,
	uint32_t callsite);

enum l1trace_manner {           /* how a buffer came to be freed */
	L1TRACE_BY_UNKNOWN = 0,
	L1TRACE_BY_DEALLOCATE = 1,      /* the program called deallocate() */
	L1TRACE_BY_DEL = 2,             /* it deleted a name, an attribute or an item */
	L1TRACE_BY_REBINDING = 3,       /* it assigned something else to one of them */
	L1TRACE_BY_RETURN = 4,          /* a function ended, and its variables with it */
	L1TRACE_BY_CALL = 5,            /* a call: what it does itself, or an argument that nobody keeps */
	L1TRACE_BY_EXPRESSION = 6,      /* a value of an expression that nobody keeps */
	L1TRACE_BY_ITERATION = 7,       /* a generator, coroutine or iterator that ended */
	L1TRACE_BY_EXCEPTION = 8,       /* an exception that was dealt with, and what it kept */
	L1TRACE_BY_GC = 9,              /* a garbage collector */
	L1TRACE_BY_THREAD_END = 10,
	L1TRACE_BY_EXIT = 11,           /* the end of the interpreter or process */
	L1TRACE_BY_OP = 12,             /* an operation, for its own purposes */
	L1TRACE_BY_MOVE = 13,           /* an operation that moves a buffer */
	L1TRACE_BY_PROGRAM = 14,        /* a program that was destroyed, and what was kept for it */
	L1TRACE_BY_DEVICE_CLOSE = 15,
};
/* The same, with its manner. */
L1TRACE_API void l1trace_free_by(uint64_t id, uint32_t device, enum l1trace_buffer_type type,
	uint32_t callsite, enum l1trace_manner manner);

/* A call of deallocate() that freed nothing, since others share the memory at this address. */
L1TRACE_API void l1trace_kept(uint64_t id, uint32_t device, enum l1trace_buffer_type type,
	uint64_t address, int forced, uint32_t callsite);

/* ---- what buffers hold ---- */

enum l1trace_dtype {
	L1TRACE_BFLOAT16 = 0, L1TRACE_FLOAT32 = 1, L1TRACE_UINT32 = 2, L1TRACE_BFLOAT8_B = 3,
	L1TRACE_BFLOAT4_B = 4, L1TRACE_UINT8 = 5, L1TRACE_UINT16 = 6, L1TRACE_INT32 = 7,
	L1TRACE_FP8_E4M3 = 8, L1TRACE_INT8 = 9,
	L1TRACE_DTYPE_UNKNOWN = 255
};
enum l1trace_pages { L1TRACE_ROW_MAJOR_PAGES = 0, L1TRACE_TILES = 1, L1TRACE_PAGES_UNKNOWN = 255 };
enum l1trace_shard_order {
	L1TRACE_SHARDS_ROW_MAJOR = 0, L1TRACE_SHARDS_COLUMN_MAJOR = 1, L1TRACE_SHARDS_UNKNOWN = 255
};

struct l1trace_tensor {
	const uint32_t *shape, *padded_shape;   /* dimensions, outermost first; NULL: not known */
	const uint32_t *shard_shape;            /* of one shard; NULL: not sharded, or not known */
	uint8_t rank, padded_rank, shard_rank;  /* how many each has, 16 at most; 0: a scalar */
	uint8_t dtype;                  /* enum l1trace_dtype */
	uint8_t pages;                  /* enum l1trace_pages */
	uint8_t layout;                 /* enum l1trace_layout; 255: unknown */
	uint8_t memory;                 /* enum l1trace_buffer_type; 255: unknown */
	uint8_t order;                  /* enum l1trace_shard_order */
	uint32_t cores;                 /* over which shards are spread; 0 none, or unknown */
};
/* A definition, as those above: an id for all tensors of this shape, type and layout. */
L1TRACE_API uint32_t l1trace_tensor(const struct l1trace_tensor *tensor);
/* A live buffer holds such a tensor. The last call of its lifetime counts: make none for views. */
L1TRACE_API void l1trace_holds(uint64_t buffer, enum l1trace_buffer_type type, uint32_t tensor);

/* ---- programs and their regions ---- */

enum l1trace_region_type { L1TRACE_CB = 0, L1TRACE_DFB = 1, L1TRACE_SCRATCHPAD = 2 };
enum l1trace_region_flag {
	L1TRACE_REGION_ALIAS = 1,       /* lies in an L1 buffer: takes no space of its own */
	L1TRACE_REGION_FIRST = 2,       /* first of its type in a new placement on these chips */
};

struct l1trace_region {
	uint32_t program, chips, cores;
	uint32_t address, size_bytes;   /* on each of the cores */
	uint8_t type, flags;
	uint8_t index;                  /* CB index or order; 255 unknown */
};

/*
 * What a region is, before the region; chips do not differ. A circular buffer has a call for each
 * index by which kernels use it; `region` is the index of its region, the lowest of them. A dataflow
 * buffer has one call with the index of its region; its pages are called entries.
 */
struct l1trace_region_index {
	uint32_t program, cores;
	uint8_t type;                   /* enum l1trace_region_type */
	uint8_t region, index;
	uint32_t name;                  /* of a dataflow buffer in its program, a string; 0 unknown */
	uint32_t format_name;           /* the runtime's word for the format, a string; 0 unknown */
	uint64_t format;                /* the runtime's number of the data format */
	uint64_t page_bytes, pages;     /* unknown: L1TRACE_UNKNOWN, as for format */
};
L1TRACE_API void l1trace_region_index(const struct l1trace_region_index *index);

L1TRACE_API uint32_t l1trace_program(uint64_t runtime_id);
L1TRACE_API void l1trace_program_gone(uint32_t program);
L1TRACE_API void l1trace_region(const struct l1trace_region *region);
/* types: bits 1 << enum l1trace_region_type; chips as in the regions. */
L1TRACE_API void l1trace_regions_freed(uint32_t program, uint32_t chips, unsigned types);
L1TRACE_API void l1trace_program_config(uint32_t program, uint64_t text_bytes,
	uint64_t config_bytes);

enum l1trace_processor {
	L1TRACE_PROCESSOR_UNKNOWN = 0,
	L1TRACE_BRISC = 1, L1TRACE_NCRISC = 2,
	L1TRACE_TRISC = 3,              /* text_bytes of TRISC 0, 1, 2 */
	L1TRACE_ERISC0 = 4, L1TRACE_ERISC1 = 5,
	L1TRACE_DRISC = 6,
};
struct l1trace_kernel {
	uint32_t program, chips, cores;
	uint32_t name, core_type;       /* strings */
	uint32_t processor;
	uint64_t text_bytes[3];         /* of other RISCs the first only; unknown: L1TRACE_UNKNOWN */
};
L1TRACE_API void l1trace_kernel(const struct l1trace_kernel *kernel);

enum l1trace_launch_flag {
	L1TRACE_LAUNCH_FAILED = 1,      /* the enqueue threw */
	L1TRACE_LAUNCH_SAME_OP = 2,     /* of the same op as this thread's last launch */
};
struct l1trace_launch {
	uint32_t program, device, chips;
	uint32_t name, callsite;        /* name: what the user calls the op, a string */
	uint32_t type;                  /* what the library calls it, a string */
	uint8_t flags;
};
L1TRACE_API void l1trace_launch(const struct l1trace_launch *launch);

enum l1trace_uses_flag {
	L1TRACE_USES_PARTIAL = 1,       /* it may work on more than these words */
	L1TRACE_USES_READ = 2,          /* the host reads: program 0, and no launch follows */
	L1TRACE_USES_WRITE = 4,         /* likewise: the host writes */
	L1TRACE_USES_TAKEN = 8,         /* likewise: a call makes another tensor over it */
};
/*
 * Call it before a launch: addresses (multiples of 32) of what the program works on. Bit 0 set: an
 * address in L1; bit 1 set: one in DRAM; neither: either.
 */
L1TRACE_API void l1trace_uses(uint32_t device, uint32_t program, unsigned flags,
	uint32_t callsite, const uint32_t *words, size_t count);

enum l1trace_asked_what {
	L1TRACE_ASKED_LOWEST = 0,       /* answer: the lowest address of any buffer */
	L1TRACE_ASKED_STATISTICS = 1,   /* answer: the largest free block of a bank */
};
struct l1trace_asked {
	uint32_t device, callsite;
	uint8_t what;                   /* enum l1trace_asked_what */
	uint8_t type;                   /* enum l1trace_buffer_type: which memory */
	uint8_t by_program;             /* 1: the program itself asked, 0: an operation */
	uint64_t answer, free_bytes;    /* L1TRACE_UNKNOWN: there is none */
};
/* Somebody asked how much memory is free. Of an operation: before its launch. */
L1TRACE_API void l1trace_asked(const struct l1trace_asked *asked);

/* ---- mesh traces (capture and replay) ---- */

L1TRACE_API void l1trace_capture_begin(uint32_t device, uint32_t trace);
L1TRACE_API void l1trace_capture_end(uint32_t device, uint32_t trace);
L1TRACE_API void l1trace_replay(uint32_t device, uint32_t trace, uint32_t callsite);
L1TRACE_API void l1trace_release(uint32_t device, uint32_t trace);

/* ---- failures, marks, notes ---- */

enum l1trace_failure_type {
	L1TRACE_OOM = 0,
	L1TRACE_CLASH = 1,
	L1TRACE_TOO_BIG = 2,
	L1TRACE_CONFIG_TOO_BIG = 3,
	L1TRACE_LAUNCH_THREW = 4,
	L1TRACE_REFUSED = 5,            /* by the operation itself, in its own words */
};
struct l1trace_failure {
	uint8_t type;
	uint8_t buffer_type;
	uint32_t device, chips, program, cores, callsite;
	uint64_t size_bytes, bytes_per_bank, bank_count, bank_bytes;
	uint64_t allocated_bytes, free_bytes, largest_free_bytes;
	uint64_t region_end, lowest_buffer, limit_bytes;
};
/* text may be NULL. Fields that do not apply are L1TRACE_UNKNOWN (0 in ids). */
L1TRACE_API void l1trace_failure(const struct l1trace_failure *failure, const char *text);

/* Phases named by the user; they nest within a thread. */
L1TRACE_API void l1trace_mark_begin(const char *name);
L1TRACE_API void l1trace_mark_end(const char *name);

enum l1trace_note_code {        /* others are the preload library's own */
	L1TRACE_NOTE_TEXT = 0,          /* text: anything */
	L1TRACE_NOTE_BANK = 6,          /* a: device, b: bytes of one of its L1 banks from now on */
	L1TRACE_NOTE_PURPOSE = 8,       /* a: id of a live buffer, b: a string: what it is for */
	L1TRACE_NOTE_NAME = 9,          /* a: address of a live buffer, b: a string: what the program calls
	                                 * what it holds; text: "type=N mesh=N", enum
	                                 * l1trace_buffer_type and the runtime's mesh id, either may be
	                                 * left out */
};
/* code: enum l1trace_note_code. text may be NULL. */
L1TRACE_API void l1trace_note(uint32_t code, uint64_t a, uint64_t b, const char *text);

#ifdef __cplusplus
}
#endif
#endif
