/*
 * Everything that depends on a release of TT-Metal: symbol names, signatures, object layouts. The
 * rest of the library calls this. What a release has is found by searching for its symbols, never
 * by a version number, and what cannot be read is unknown.
 *
 * Must not know: what is recorded, hooks' state.
 *
 * Functions marked "may throw" or "locks" must be called by ttm_guarded().
 */
#ifndef TTM_RUNTIME_ABI_H
#define TTM_RUNTIME_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "l1trace.h"
#include "runtime_symbols.h"

enum abi_hook {
#define ABI_HOOK_NUMBER(name, arguments, symbol) ABI_HOOK_##name,
	ABI_HOOKS(ABI_HOOK_NUMBER)
	ABI_HOOK_COUNT
};

/* Searches for symbols that were not found yet; cheap when nothing was loaded meanwhile. */
void abi_find(void);

/* Whether the symbol is the runtime's: such symbols identify the modules that use it. */
bool abi_is_runtimes(const char *symbol);

/* ---- devices ---- */

enum abi_device_kind abi_device_kind(const void *device);
/* For any pointer, also one that cannot be followed. */
bool abi_is_device(const void *object);
/* The mesh's id, or a chip's. Unknown: UINT32_MAX. */
uint32_t abi_device_id(const void *device, enum abi_device_kind kind);

enum { ABI_CHIPS_MAX = 256 };

struct abi_device {
	struct l1trace_device d;        /* d.chips points to `chips` */
	uint32_t chips[ABI_CHIPS_MAX];
	char arch[32];
};
/* Fills in all that can be read; the rest stays unknown. */
void abi_describe_device(const void *device, enum abi_device_kind kind, struct abi_device *out);
/*
 * The chips, into room for ABI_CHIPS_MAX; those of a mesh row by row. How many; 0: unknown. May
 * throw.
 */
size_t abi_device_chips(const void *device, enum abi_device_kind kind, uint32_t *chips);
/* Row-major shape of a mesh; 0: unknown. May throw. */
void abi_mesh_shape(const void *device, uint64_t *rows, uint64_t *columns);
/* The mesh device of a command queue: the first pointer in it that `known` accepts; else NULL. */
const void *abi_queue_device(const void *queue, bool (*known)(const void *device));
/* Lowest address of an L1 buffer. Unknown or none: L1TRACE_UNKNOWN. May throw, locks. */
uint64_t abi_lowest_buffer(const void *device, enum abi_device_kind kind);

/* ---- buffers ---- */

/* What can be read without calling the runtime. */
struct abi_buffer {
	const void *device;
	uint64_t id;            /* 0: not readable in this release */
	uint64_t size_bytes;
	uint8_t type;           /* enum l1trace_buffer_type */
};
bool abi_read_buffer(const void *buffer, struct abi_buffer *out);
/* Writes address, bytes per core, pages, layout and cores to *out. May throw. */
void abi_read_placement(const void *buffer, const struct abi_buffer *b, struct l1trace_buffer *out);
/* Bytes that the buffer needs in each bank. May throw. */
uint64_t abi_bytes_per_bank(const void *buffer);
/* The cores that hold a sharded buffer's data; 0: not readable in this release. May throw. */
size_t abi_data_cores(const void *buffer, struct l1trace_range *out, size_t room);

enum { ABI_CORES_MAX = 512 };

struct abi_place { uint16_t x, y; uint64_t address; };
/*
 * Where a buffer lies that has an address of its own on each core; 0: it is no such buffer. May
 * throw.
 */
size_t abi_per_core_places(const void *buffer, struct abi_place *out, size_t room);
/*
 * Where a mesh buffer begins, also one that is a view of another; unknown: L1TRACE_UNKNOWN. *type
 * gets the type of its memory. May throw.
 */
uint64_t abi_mesh_buffer_address(const void *mesh_buffer, uint8_t *type);
/* The buffer that owns a mesh buffer's memory. May throw. */
const void *abi_backing_buffer(const void *mesh_buffer);

/*
 * The bytes that a free list reserved at an address it has just given: the requested size, rounded
 * up. Needs the allocator's own lock, which the allocator holds while it allocates. Unknown:
 * L1TRACE_UNKNOWN.
 */
uint64_t abi_reserved_bytes(const void *free_list, uint64_t address);

struct abi_statistics { uint64_t bank_count, bank_bytes, allocated, free, largest_free; };
/* Statistics of an AllocatorImpl for one type of buffer. May throw, locks. */
void abi_statistics(const void *allocator, uint32_t type, struct abi_statistics *out);

/* An address in the library that has the operations; NULL: not found. */
const void *abi_operations_library(void);

/* ---- cores ---- */

enum { ABI_RANGES_MAX = 256 };

/* Reads a CoreRangeSet; returns how many ranges it has, at most `room`. */
size_t abi_read_cores(const void *cores, struct l1trace_range *out, size_t room);
/* The cores of a CircularBufferAllocator. */
struct l1trace_range abi_allocator_cores(const void *allocator);

/* One of a program's allocators: its cores and the last address range placed there. */
struct abi_allocator {
	size_t vector;          /* which of the program's lists of allocators */
	struct l1trace_range cores;
	uint64_t start, end;    /* 0: nothing is placed */
};
/*
 * Looks for them in the program's first words, at most ABI_PROGRAM_WORDS_MAX; returns how many it
 * found, at most `room`. A program is smaller than that, and what lies behind it is not its own:
 * `words_max` ends before what is known to be another program.
 */
enum { ABI_PROGRAM_WORDS_MAX = 512 };

size_t abi_program_allocators(const void *program, size_t words_max, struct abi_allocator *out,
	size_t room);

/* ---- tensors ---- */

enum { ABI_RANK_MAX = 16 };

struct abi_tensor {
	struct l1trace_tensor t;        /* its shapes point to those here; without `cores` */
	uint32_t shape[ABI_RANK_MAX], padded_shape[ABI_RANK_MAX], shard_shape[ABI_RANK_MAX];
	size_t range_count;             /* of the cores over which shards are spread */
	struct l1trace_range ranges[ABI_RANGES_MAX];
};
/* Where a MeshTensor lies. */
struct abi_memory {
	const void *buffer;     /* that owns the memory; NULL: the tensor is a view of another's */
	struct abi_buffer b;    /* of a view: size and type only */
	uint64_t address;
};
/* False: it lies nowhere, or that is not readable in this release. May throw. */
bool abi_tensor_memory(const void *tensor, struct abi_memory *out);
/* The same of a ttnn::Tensor; of one on the host: false. May throw. */
bool abi_ttnn_tensor_memory(const void *tensor, struct abi_memory *out);
/* Fills in all that can be read of a MeshTensor; what it had not reached when it threw is unknown. */
void abi_read_tensor(const void *tensor, struct abi_tensor *out);

/* ---- programs and kernels ---- */

/* The ProgramImpl of a Program. */
const void *abi_program_impl(const void *program);
uint64_t abi_program_runtime_id(const void *program);
/* Bytes of kernel text, and of config without it, of Tensix cores; false: unknown. */
bool abi_program_config(const void *program, uint64_t *text_bytes, uint64_t *config_bytes);

/* One program of a workload and where it runs: columns and rows, both ends included. */
struct abi_placed_program {
	const void *program;
	bool has_range;
	uint32_t row0, column0, row1, column1;
};
/*
 * Reads the programs of the workload: how many, at most `room`; -1: not readable in this release.
 * `known` says whether a pointer is a ProgramImpl.
 */
int abi_workload_programs(void *workload, bool (*known)(const void *program),
	struct abi_placed_program *out, size_t room);

/* ---- dataflow buffers ---- */

/*
 * The number of the program's dataflow buffer whose object has this core range set, of the first
 * `count`; `count`: none. May throw.
 */
uint32_t abi_dfb_number(const void *program, const void *cores, uint32_t count);

/* ---- circular buffers ---- */

enum { ABI_CB_INDICES = 64 };

/* A program's circular buffers: pairs of an object (or NULL) and its reference count. */
struct abi_cbs {
	const void *const (*pair)[2];
	size_t count;
};
/* False: not readable in this release. May throw. */
bool abi_program_cbs(const void *program, struct abi_cbs *out);

/* One of the indices by which kernels use a circular buffer. Unknown: L1TRACE_UNKNOWN. */
struct abi_cb_index {
	uint8_t index;
	uint64_t page_bytes, pages;
	uint64_t format;        /* the runtime's number */
};
struct abi_cb {
	size_t count;           /* 0: not known */
	struct abi_cb_index at[ABI_CB_INDICES];         /* in ascending order */
};
/*
 * Reads the buffer with this number among the program's, which is of this size and lies on these
 * cores (if not, nothing is known). May throw.
 */
void abi_read_cb(const void *program, size_t number, const struct l1trace_range *cores,
	uint64_t size_bytes, struct abi_cb *out);
/* The runtime's word for the number of a data format; NULL: unknown. */
const char *abi_format_name(uint8_t format);

/* ---- what a program works on ---- */

enum { ABI_WORDS_MAX = 64, ABI_CORES_WITH_MORE = 15 };

struct abi_kernel_core { uint16_t kernel, x, y; };
/*
 * Cores of a program's kernels, besides each kernel's first core, whose arguments have words of
 * their own.
 */
struct abi_more_cores {
	uint8_t count;
	bool is_partial;        /* there are more such cores */
	struct abi_kernel_core at[ABI_CORES_WITH_MORE];
};

struct abi_words_used {
	uint32_t word[ABI_WORDS_MAX];   /* as in L1T_USES: distinct numbers that can be addresses */
	size_t count;
	bool is_partial;        /* there may be more words */
};

enum { ABI_ADDRESS_LEAST = 100000 };    /* what begins below is no buffer's */

/*
 * The begin of the memory that a dataflow buffer (an object of the runtime) borrows; 0: not found, as
 * it is laid out in another way than in the releases that were seen.
 */
uint32_t abi_borrowed_address(const void *dfb);

/*
 * Reads the words of a program that was enqueued: its kernels' arguments on their first cores and
 * on `more`, the addresses of dataflow buffers that borrow memory, and those of all circular
 * buffers, since the runtime does not say which of these borrow it. May throw.
 */
void abi_read_words(const void *program, const struct abi_more_cores *more,
	struct abi_words_used *out);
/*
 * Reads the arguments on every core, and adds those with words of their own that are not in `more`
 * yet. What two cores have in common now may differ at a later launch. May throw.
 */
void abi_find_more_cores(const void *program, struct abi_more_cores *more);
/* Whether the words of this runtime's programs can be read. */
bool abi_has_words(void);

/* The program of a MeshWorkloadImpl that is compiled now; NULL: not found. */
const void *abi_compiled_program(const void *impl, bool (*known)(const void *program));

struct abi_kernel {
	const char *name;
	size_t name_length;
	const char *core_type;  /* NULL: unknown */
	uint32_t processor;     /* enum l1trace_processor */
	uint64_t text_bytes[3];
	size_t range_count;
	struct l1trace_range ranges[ABI_RANGES_MAX];
};
/* `kernel`: a shared_ptr<Kernel>. May throw. */
void abi_read_kernel(const void *kernel, const void *device, struct abi_kernel *out);

#endif
