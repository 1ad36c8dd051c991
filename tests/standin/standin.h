/*
 * A stand-in for TT-Metal: a shared library with the runtime's exported symbols and object layouts.
 * It does just enough to call every hook of libl1trace-ttmetal, in milliseconds.
 *
 * Must not know: the recorder. Built three times: `new` looks like ttnn 0.81, `old` like 0.76 and
 * before, `bare` lacks everything that a release may lack.
 */
#ifndef STANDIN_H
#define STANDIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REGIONS_MAX = 8, RANGES_MAX = 4, CHIPS_MAX = 4, WORKLOAD_MAX = 4 };
enum region_type { CB, DFB, SCRATCHPAD };
enum trace_style { BY_QUEUE, BY_NUMBER };
/* How programs answer when their operands are read. */
enum asking { AS_TODAY, CBS_BY_REFERENCE, CBS_BY_REFERENCE_0, KERNELS_BY_REFERENCE,
	CORES_IN_VECTOR, BINDINGS_IN_SPAN, ARGUMENTS_BY_VALUE, ARGUMENTS_THROW, CORES_ARE_CHECKED,
	CBS_USE_ALL, CBS_ELSEWHERE, CBS_HAVE_NO_PAGES, CBS_HAVE_ODD_PAGES, CB_FORMATS_THROW,
	DFBS_ARE_SHORTER, KERNEL_MAPS_ELSEWHERE, KERNEL_MAPS_ROUND, KERNEL_MAPS_OF_OTHERS,
	KERNEL_MAPS_OF_ONE };

struct range { uint64_t x0, y0, x1, y1; };      /* CoreRange */

/* What a program places when it is compiled. */
struct region {
	enum region_type type;
	uint32_t address, size;
	bool global;                    /* it borrows its memory */
	size_t range_count;
	struct range ranges[RANGES_MAX];
};

struct place { uint64_t x, y, address; };

/* A tensor over a buffer. */
struct given_tensor {
	uint32_t shape[8], padded_shape[8], shard_shape[8];
	size_t rank, shard_rank;                /* shard_rank 2: a ShardSpec, else an NdShardSpec */
	uint32_t dtype, pages, layout, order;   /* the runtime's numbers */
	struct range cores[RANGES_MAX];
	size_t range_count;
	bool is_view;           /* its MeshBuffer does not own the memory */
	bool throws;            /* it cannot be made */
	bool is_odd;            /* its shape is not laid out as the others are */
};

/* A ttnn::Tensor. */
struct owner {
	struct buffer *buffer;
	bool on_host, shared;           /* shared: others have its buffer, too */
};

struct mesh;
struct buffer;
struct program;
struct workload;

/* Calls that may throw are marked. */
struct standin {
	struct mesh *(*open)(uint32_t id, const int *chips, size_t chip_count);
	/* Opens another device at the address of a closed one. */
	void (*reopen)(struct mesh *m, uint32_t id);
	/* Reshapes the mesh: its chips are then in reverse order. */
	void (*reverse_chips)(struct mesh *m);
	/* Sub-devices take this many bytes from the lower end of each bank; 0: none do. */
	void (*load_sub_devices)(struct mesh *m, uint64_t local_bytes);
	void (*close)(struct mesh *m);                          /* throws on request */
	void (*set_close_throws)(bool throws);
	struct buffer *(*alloc)(struct mesh *m, uint64_t size, uint64_t per_bank, uint32_t type,
		uint32_t cores);                                /* throws out of memory */
	uint32_t (*address)(const struct buffer *b);
	void (*free)(struct buffer *b);
	/*
	 * Whether buffers are reported but not allocated, as in a graph capture that runs nothing.
	 */
	void (*set_pretends)(bool pretends);
	void (*set_next_id)(uint64_t id);
	/* Places a buffer at these addresses on these cores, and no others. */
	struct buffer *(*alloc_per_core)(struct mesh *m, uint64_t bytes_per_core,
		const struct place *at, size_t count);
	void (*set_in_getter)(void (*f)(void));         /* called by what the recorder calls */
	struct program *(*program)(void);
	/* Two programs, of which the second lies right behind the first and is placed meanwhile. */
	void (*neighbours)(struct program **first, struct program **second);
	void (*add_region)(struct program *p, const struct region *r);
	void (*place)(struct program *p, struct mesh *m);
	void (*validate)(struct program *p, struct mesh *m, const char *text);  /* throws text */
	void (*compile)(struct program *p, struct mesh *m, const char *kernel);
	void (*destroy)(struct program *p);
	void (*track)(struct program *p, struct mesh *m);
	/* Called from code whose exported name contains an operation's type. */
	void (*track_add)(struct program *p, struct mesh *m);
	/*
	 * Runs one program for each chip, or one on all; throws `text` after placing unless NULL.
	 */
	void (*enqueue)(struct mesh *m, struct program *const *programs, size_t count,
		const char *text);
	/*
	 * Checks a program against the cores that this dispatch (0 Tensix, 1 Ethernet) leaves;
	 * returns the dispatch that the check got. Opening uses Ethernet.
	 */
	uint32_t (*check_grid)(struct mesh *m, uint32_t dispatch);
	uint32_t (*begin_trace)(struct mesh *m, enum trace_style style);
	void (*end_trace)(struct mesh *m, uint32_t id, enum trace_style style);
	void (*replay_trace)(struct mesh *m, uint32_t id, enum trace_style style);
	void (*release_trace)(struct mesh *m, uint32_t id);
	unsigned (*trace_calls)(void);                          /* that reached the runtime */
	uint64_t (*arena_allocate)(const struct range *r, size_t count, uint64_t size);
	void (*arena_deallocate)(uint64_t id);
	void (*global_semaphore)(struct buffer *b);
	/*
	 * Makes a semaphore and a global circular buffer: each allocates a buffer, of 32 and 4096
	 * bytes.
	 */
	void (*make_semaphore)(struct mesh *m);
	void (*make_global_cb)(struct mesh *m);
	/* Calls f in the middle of an enqueue. */
	void (*enqueue_calling)(struct mesh *m, void (*f)(void *), void *argument);
	/*
	 * Like an operation whose results are allocated: asks for the program cache, then calls f.
	 */
	void (*operation)(struct mesh *m, void (*f)(void *), void *argument);
	/* Reports a buffer again, and does nothing else. */
	void (*placed_again)(struct buffer *b);
	void (*freed_again)(struct buffer *b);
	/* A workload whose program is already placed; its launch places nothing more. */
	struct workload *(*cached)(struct mesh *m, struct program *p);
	void (*enqueue_cached)(struct workload *w);
	/*
	 * Adds a kernel to a program on these cores, of which the first is at the top left; returns
	 * its number, from 0.
	 */
	uint32_t (*add_kernel)(struct program *p, const struct range *r, size_t count);
	/* Leaves the kernel only the first `count` of its cores. */
	void (*shrink_kernel)(struct program *p, uint32_t kernel, size_t cores);
	/* Removes the last of its kernels. */
	void (*drop_kernel)(struct program *p);
	void (*set_arguments)(struct program *p, uint32_t kernel, uint64_t x, uint64_t y,
		const uint32_t *words, size_t count);
	void (*set_common_arguments)(struct program *p, uint32_t kernel, const uint32_t *words,
		size_t count);
	/* References to the program's kernels and buffers that others hold. */
	long (*held)(const struct program *p);
	void (*set_asking)(enum asking how);
	unsigned (*asked)(void);                /* how often a kernel was read */
	void (*set_in_kernel)(void (*f)(void)); /* called once, when a kernel is read */
	/* The host reads a buffer, or writes it, in three ways; returns how many calls arrived. */
	unsigned (*host_reads)(struct mesh *m, struct buffer *b);
	unsigned (*host_writes)(struct mesh *m, struct buffer *b);
	void (*tensor)(struct buffer *b, const struct given_tensor *g);         /* throws on request */
	unsigned (*conversions)(void);          /* how often a type's format was asked */
	/* The tensor's own: frees its buffer, unless others have it and it is not forced. */
	void (*deallocate)(struct owner *t, bool force);
	void (*operation_deallocates)(struct owner *t, bool force);
	/* How much of L1 is free: asked by who calls, once, or by an operation, in two ways. */
	void (*ask_free)(struct mesh *m);
	void (*operation_asks_free)(struct mesh *m);
	/* Writes what the allocator holds, to nowhere; throws without a prefix. */
	void (*dump_memory)(struct mesh *m, const char *prefix);
};

/* The library's only symbol that is not the runtime's. */
#define STANDIN_SYMBOL "standin_calls"

/* In C++: throws a runtime_error; catches one, and returns whether there was one. */
#ifdef __cplusplus
extern "C" {
#endif
void standin_throw(const char *text);
bool standin_catch(void (*f)(void *), void *argument, char *text, size_t room);
/* Throws the same exception in several threads. */
void *standin_catch_pointer(void (*f)(void *), void *argument);
void standin_rethrow(void *pointer);
void standin_forget(void *pointer);
#ifdef __cplusplus
}
#endif

#endif
