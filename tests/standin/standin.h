/*
 * A stand-in for TT-Metal: a shared library with the runtime's exported symbols and object layouts
 * that does just enough to drive every hook of libl1trace-ttmetal in milliseconds.
 *
 * Must not know: the recorder. Built three times: `new` looks like ttnn 0.81, `old` like 0.76
 * and before, `bare` lacks what can be lacking.
 */
#ifndef STANDIN_H
#define STANDIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REGIONS_MAX = 8, RANGES_MAX = 4, CHIPS_MAX = 4, WORKLOAD_MAX = 4 };
enum region_type { CB, DFB, SCRATCHPAD };
enum trace_style { BY_QUEUE, BY_NUMBER };
/* How programs answer when they are asked what they work on. */
enum asking { AS_TODAY, CBS_BY_REFERENCE, CBS_BY_REFERENCE_0, KERNELS_BY_REFERENCE,
	CORES_IN_VECTOR, BINDINGS_IN_SPAN, ARGUMENTS_BY_VALUE, ARGUMENTS_THROW, CORES_ARE_CHECKED };

struct range { uint64_t x0, y0, x1, y1; };      /* CoreRange */

/* What a program has placed when it is compiled. */
struct region {
	enum region_type type;
	uint32_t address, size;
	bool global;                    /* its memory is borrowed */
	size_t range_count;
	struct range ranges[RANGES_MAX];
};

struct place { uint64_t x, y, address; };

struct mesh;
struct buffer;
struct program;
struct workload;

/* Calls that may throw are marked. */
struct standin {
	struct mesh *(*open)(uint32_t id, const int *chips, size_t chip_count);
	/* Another device at the address of a closed one. */
	void (*reopen)(struct mesh *m, uint32_t id);
	/* Reshapes the mesh: its chips come in reverse order. */
	void (*reverse_chips)(struct mesh *m);
	/* Sub-devices take so many bytes from the lower end of each bank; 0: none do. */
	void (*load_sub_devices)(struct mesh *m, uint64_t local_bytes);
	void (*close)(struct mesh *m);                          /* throws when told to */
	void (*set_close_throws)(bool throws);
	struct buffer *(*alloc)(struct mesh *m, uint64_t size, uint64_t per_bank, uint32_t type,
		uint32_t cores);                                /* throws out of memory */
	uint32_t (*address)(const struct buffer *b);
	void (*free)(struct buffer *b);
	/* Whether buffers are told but not allocated, as in a graph capture that runs nothing. */
	void (*set_pretends)(bool pretends);
	void (*set_next_id)(uint64_t id);
	/* At these addresses on these cores, and no others. */
	struct buffer *(*alloc_per_core)(struct mesh *m, uint64_t bytes_per_core,
		const struct place *at, size_t count);
	void (*set_in_getter)(void (*f)(void));         /* called by one that the recorder calls */
	struct program *(*program)(void);
	void (*add_region)(struct program *p, const struct region *r);
	void (*place)(struct program *p, struct mesh *m);
	void (*validate)(struct program *p, struct mesh *m, const char *text);  /* throws text */
	void (*compile)(struct program *p, struct mesh *m, const char *kernel);
	void (*destroy)(struct program *p);
	void (*track)(struct program *p, struct mesh *m);
	/* From code whose exported name has an operation's type in it. */
	void (*track_add)(struct program *p, struct mesh *m);
	/* Runs one program a chip, or one on all; throws `text` after placing unless NULL. */
	void (*enqueue)(struct mesh *m, struct program *const *programs, size_t count,
		const char *text);
	/* Checks a program against the cores that are left by this dispatch, 0 Tensix, 1 Ethernet;
	 * returns the one it got. Opening uses Ethernet. */
	uint32_t (*check_grid)(struct mesh *m, uint32_t dispatch);
	uint32_t (*begin_trace)(struct mesh *m, enum trace_style style);
	void (*end_trace)(struct mesh *m, uint32_t id, enum trace_style style);
	void (*replay_trace)(struct mesh *m, uint32_t id, enum trace_style style);
	void (*release_trace)(struct mesh *m, uint32_t id);
	unsigned (*trace_calls)(void);                          /* that reached the runtime */
	uint64_t (*arena_allocate)(const struct range *r, size_t count, uint64_t size);
	void (*arena_deallocate)(uint64_t id);
	void (*global_semaphore)(struct buffer *b);
	/* Makes one, and a global circular buffer: each allocates a buffer, of 32 and 4096 bytes. */
	void (*make_semaphore)(struct mesh *m);
	void (*make_global_cb)(struct mesh *m);
	/* Calls f in the middle of an enqueue. */
	void (*enqueue_calling)(struct mesh *m, void (*f)(void *), void *argument);
	/* As an operation that has its results: looks for its program, then calls f. */
	void (*operation)(struct mesh *m, void (*f)(void *), void *argument);
	/* Tells of a buffer again, and nothing else. */
	void (*placed_again)(struct buffer *b);
	void (*freed_again)(struct buffer *b);
	/* A workload whose program was placed; what runs it places nothing more. */
	struct workload *(*cached)(struct mesh *m, struct program *p);
	void (*enqueue_cached)(struct workload *w);
	/* A kernel of a program on these cores, in their order the first is at the top left; its
	 * number, from 0. */
	uint32_t (*add_kernel)(struct program *p, const struct range *r, size_t count);
	/* Leaves it the first so many of its cores. */
	void (*shrink_kernel)(struct program *p, uint32_t kernel, size_t cores);
	/* The last of its kernels. */
	void (*drop_kernel)(struct program *p);
	void (*set_arguments)(struct program *p, uint32_t kernel, uint64_t x, uint64_t y,
		const uint32_t *words, size_t count);
	void (*set_common_arguments)(struct program *p, uint32_t kernel, const uint32_t *words,
		size_t count);
	/* References to its kernels and buffers that others hold. */
	long (*held)(const struct program *p);
	void (*set_asking)(enum asking how);
	unsigned (*asked)(void);                /* how often for a kernel */
	void (*set_in_kernel)(void (*f)(void)); /* called when one is asked for, once */
	/* The host reads a buffer, or writes it, in three ways; how many calls came as made. */
	unsigned (*host_reads)(struct mesh *m, struct buffer *b);
	unsigned (*host_writes)(struct mesh *m, struct buffer *b);
};

/* The library's one symbol that is not the runtime's. */
#define STANDIN_SYMBOL "standin_calls"

/* C++: throws a runtime_error; catches one, true if there was one. */
#ifdef __cplusplus
extern "C" {
#endif
void standin_throw(const char *text);
bool standin_catch(void (*f)(void *), void *argument, char *text, size_t room);
/* The same exception in several threads. */
void *standin_catch_pointer(void (*f)(void *), void *argument);
void standin_rethrow(void *pointer);
void standin_forget(void *pointer);
#ifdef __cplusplus
}
#endif

#endif
