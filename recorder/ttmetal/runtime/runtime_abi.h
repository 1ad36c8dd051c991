/*
 * All that depends on a release of TT-Metal: symbol names, signatures, object layouts. The rest of
 * the library asks here. What a release has is found out by looking for its symbols, never by a
 * version number, and what cannot be read is said to be unknown.
 *
 * Must not know: what is recorded, hooks' state.
 *
 * Functions marked "may throw" or "locks" belong into ttm_guarded().
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

/* Looks for what was not found yet; cheap when nothing was loaded meanwhile. */
void abi_find(void);

/* A symbol of the runtime's: by them the modules that use it are known. */
bool abi_is_runtimes(const char *symbol);

/* ---- devices ---- */

enum abi_device_kind abi_device_kind(const void *device);
/* Of any pointer, also one that cannot be followed. */
bool abi_is_device(const void *object);
/* The mesh's id, or a chip's. Unknown: UINT32_MAX. */
uint32_t abi_device_id(const void *device, enum abi_device_kind kind);

enum { ABI_CHIPS_MAX = 256 };

struct abi_device {
	struct l1trace_device d;        /* d.chips points to `chips` */
	uint32_t chips[ABI_CHIPS_MAX];
	char arch[32];
};
/* All that can be had; the rest is unknown. */
void abi_describe_device(const void *device, enum abi_device_kind kind, struct abi_device *out);
/* Into room for ABI_CHIPS_MAX; a mesh's row by row. How many; 0: unknown. May throw. */
size_t abi_device_chips(const void *device, enum abi_device_kind kind, uint32_t *chips);
/* Row-major shape of a mesh; 0: unknown. May throw. */
void abi_mesh_shape(const void *device, uint64_t *rows, uint64_t *columns);
/* The mesh device a command queue belongs to, as far as `known` says it is one; else NULL. */
const void *abi_queue_device(const void *queue, bool (*known)(const void *device));
/* Lowest address of an L1 buffer. Unknown or none: L1TRACE_UNKNOWN. May throw, locks. */
uint64_t abi_lowest_buffer(const void *device, enum abi_device_kind kind);

/* ---- buffers ---- */

/* What is read by plain loads. */
struct abi_buffer {
	const void *device;
	uint64_t id;            /* 0: this release does not tell */
	uint64_t size_bytes;
	uint8_t type;           /* enum l1trace_buffer_type */
};
bool abi_read_buffer(const void *buffer, struct abi_buffer *out);
/* Address, bytes per core, pages, layout, cores into *out. May throw. */
void abi_read_placement(const void *buffer, const struct abi_buffer *b, struct l1trace_buffer *out);
/* Bytes a bank needs for it. May throw. */
uint64_t abi_bytes_per_bank(const void *buffer);
/* The cores that hold a sharded buffer's data; 0: this runtime does not tell. May throw. */
size_t abi_data_cores(const void *buffer, struct l1trace_range *out, size_t room);

enum { ABI_CORES_MAX = 512 };

struct abi_place { uint16_t x, y; uint64_t address; };
/* Where a buffer with addresses of its own on each core lies; 0: it is no such one. May throw. */
size_t abi_per_core_places(const void *buffer, struct abi_place *out, size_t room);
/* Where a mesh buffer begins, also one that is a view of another; unknown: L1TRACE_UNKNOWN. *type:
 * of its memory. May throw. */
uint64_t abi_mesh_buffer_address(const void *mesh_buffer, uint8_t *type);
/* The buffer that owns a mesh buffer's memory; may throw. */
const void *abi_backing_buffer(const void *mesh_buffer);

/* What a free list reserved at an address it has just given: more than was asked for, rounded up.
 * Needs the allocator's own lock, which its allocate holds. Unknown: L1TRACE_UNKNOWN. */
uint64_t abi_reserved_bytes(const void *free_list, uint64_t address);

struct abi_statistics { uint64_t bank_count, bank_bytes, allocated, free, largest_free; };
/* Of an AllocatorImpl, for one type. May throw, locks. */
void abi_statistics(const void *allocator, uint32_t type, struct abi_statistics *out);

/* ---- cores ---- */

enum { ABI_RANGES_MAX = 256 };

/* A CoreRangeSet; how many ranges there are, at most `room`. */
size_t abi_read_cores(const void *cores, struct l1trace_range *out, size_t room);
/* The cores of a CircularBufferAllocator. */
struct l1trace_range abi_allocator_cores(const void *allocator);

/* One of a program's allocators: its cores and the last address range placed there. */
struct abi_allocator {
	size_t vector;          /* which of the program's lists of allocators */
	struct l1trace_range cores;
	uint64_t start, end;    /* 0: nothing is placed */
};
size_t abi_program_allocators(const void *program, struct abi_allocator *out, size_t room);

/* ---- programs and kernels ---- */

/* The ProgramImpl of a Program. */
const void *abi_program_impl(const void *program);
uint64_t abi_program_runtime_id(const void *program);
/* Kernel text and all config bytes of Tensix cores; false: cannot be told. */
bool abi_program_config(const void *program, uint64_t *text_bytes, uint64_t *config_bytes);

/* One program of a workload and where it runs: columns and rows, both ends included. */
struct abi_placed_program {
	const void *program;
	bool has_range;
	uint32_t row0, column0, row1, column1;
};
/* How many programs the workload has, at most `room`; -1: this release cannot be read.
 * `known` tells whether a pointer is a ProgramImpl. */
int abi_workload_programs(void *workload, bool (*known)(const void *program),
	struct abi_placed_program *out, size_t room);

/* ---- what a program works on ---- */

enum { ABI_WORDS_MAX = 64, ABI_CORES_WITH_MORE = 15 };

struct abi_kernel_core { uint16_t kernel, x, y; };
/* Cores of a program's kernels, beside each kernel's first, whose arguments have words of their own. */
struct abi_more_cores {
	uint8_t count;
	bool is_partial;        /* there are more */
	struct abi_kernel_core at[ABI_CORES_WITH_MORE];
};

struct abi_words_used {
	uint32_t word[ABI_WORDS_MAX];   /* L1T_USES: distinct, numbers that can be addresses */
	size_t count;
	bool is_partial;        /* there may be more */
};

/* Of a program that was enqueued: the words of its kernels' arguments on their first cores and on
 * `more`, the addresses of dataflow buffers that borrow memory, and those of all circular buffers:
 * which of them borrow it the runtime does not tell. May throw. */
void abi_read_words(const void *program, const struct abi_more_cores *more,
	struct abi_words_used *out);
/* Looks at every core. May throw. */
void abi_find_more_cores(const void *program, struct abi_more_cores *out);
/* This runtime's programs can be asked. */
bool abi_has_words(void);

/* A program of the MeshWorkloadImpl that is compiled; NULL: not found. */
const void *abi_compiled_program(const void *impl, bool (*known)(const void *program));

struct abi_kernel {
	const char *name;
	size_t name_length;
	const char *core_type;  /* NULL unknown */
	uint32_t processor;     /* enum l1trace_processor */
	uint64_t text_bytes[3];
	size_t range_count;
	struct l1trace_range ranges[ABI_RANGES_MAX];
};
/* `kernel`: a shared_ptr<Kernel>. May throw. */
void abi_read_kernel(const void *kernel, const void *device, struct abi_kernel *out);

#endif
