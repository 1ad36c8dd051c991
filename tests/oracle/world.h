/*
 * The simulated host of a random stream: its devices, allocators, buffers, programs and mesh
 * traces, as far as the generator must remember them to continue plausibly. Must not know:
 * accounting (no sums, no peaks), files.
 */
#ifndef ORACLE_WORLD_H
#define ORACLE_WORLD_H

#include "prng.h"
#include "stream.h"

enum {
	HANDLES_MAX = 24, BUFFERS_MAX = 512, PROGRAMS_MAX = 96, TRACES_MAX = 24, CHIPS_MAX = 5,
	REGIONS_MAX = 8, SETS_MAX = 96, GRID_MAX = 4, THREADS_MAX = 6, GONE_IDS_MAX = 64,
};

/* A set of cores as a bit a core (bit y * 8 + x), and its definition. */
struct core_set {
	uint64_t id, mask;
};

struct handle {
	uint64_t id, mesh, chips_field;
	unsigned chip_mask;
	uint64_t grid_x, grid_y, l1_bytes, base, l1_small, arch;
	size_t outer;           /* index + 1 of the device this is a submesh of, 0: none */
	int open;
	uint64_t capturing;     /* mesh trace, 0: none */
};

struct buffer {
	uint64_t id, type, address, bytes;
	uint64_t core_mask;     /* that it takes space on */
	size_t handle;
	int live;
	struct l1t_alloc told;
};

struct region {
	unsigned type;
	int alias;
	uint64_t address, bytes, core_mask, cores;
};

struct program {
	uint64_t id;
	size_t handle;
	int alive;
	unsigned placed;        /* bit a chip */
	struct region regions[REGIONS_MAX];
	unsigned region_count;
};

struct mesh_trace {
	uint64_t id;
	size_t handle;
	enum { TRACE_CAPTURING, TRACE_READY, TRACE_GONE } state;
};

/* What kind of stream this is: percentages unless said. */
struct flavour {
	unsigned threads, tie, odd_sizes, bare_chips, submeshes, overlap;
	unsigned small, per_core, persistent, other_types, announced, reuse_ids;
	unsigned captures, reopen, sub_grid, mesh_launch, throws, same_op;
	unsigned kernels, outside, lost_frees, unknown_cores, pauses, still;
	int real_sizes, recordable;
};

struct world {
	struct stream *out;
	struct prng random;
	struct flavour flavour;
	int64_t now;
	uint32_t thread;
	int hidden;             /* recording is paused: only definitions are recorded */
	unsigned still;         /* so many of the next events have the present time */
	struct handle handles[HANDLES_MAX];
	struct buffer buffers[BUFFERS_MAX];
	struct program programs[PROGRAMS_MAX];
	struct mesh_trace traces[TRACES_MAX];
	struct core_set sets[SETS_MAX];
	size_t handle_count, buffer_count, program_count, trace_count, set_count;
	uint64_t next_buffer_id, next_mesh, next_chips_field, next_trace;
	uint64_t gone_ids[GONE_IDS_MAX];        /* ids of buffers that were freed */
	size_t gone_count;
	unsigned chips;         /* that the host has */
	uint64_t strings;       /* bit an op name that is defined */
	uint64_t callsites;     /* call sites defined so far */
	struct { int valid; size_t program, handle; uint64_t name, callsite, flags; unsigned chips; }
		last_launch[THREADS_MAX + 1];
};

/* ---- world.c: time, threads, definitions ---- */

/* Advances to the next event: some thread, some later time. */
void world_tick(struct world *w);
/* The same, for this thread. */
void world_tick_on(struct world *w, uint32_t thread);
/* Adds a record at the present time and thread. */
void world_emit(struct world *w, struct l1t_record *r);

uint64_t world_string(struct world *w, unsigned which);
uint64_t world_callsite(struct world *w);
uint64_t world_chips(struct world *w, unsigned chip_mask);
/* A new or known core range set within the grid, not empty. */
struct core_set world_cores(struct world *w, const struct handle *h, int whole_grid);
uint64_t grid_mask(const struct handle *h);

/* An index out of those for which the condition holds, -1 when there is none. */
int pick_open_handle(struct world *w);
int pick_live_buffer(struct world *w);
int pick_program(struct world *w, int placed);

/* ---- world_devices.c ---- */

void open_root_device(struct world *w);
void open_submesh(struct world *w);
void close_device(struct world *w);
void announce_devices(struct world *w);

/* ---- world_buffers.c ---- */

void allocate_buffer(struct world *w);
void announce_buffer(struct world *w);
void announce_again(struct world *w);
void announce_buffers(struct world *w); /* all live ones */
void lose_free(struct world *w);        /* its id is used again although it is live */
void free_buffer(struct world *w);
void free_unknown(struct world *w);
/* Lowest live L1 address on any of the cores of these chips, over all allocators. */
uint64_t lowest_buffer(const struct world *w, unsigned chip_mask, const struct handle *h);
uint64_t persistent_end(const struct world *w, const struct handle *h, uint64_t core_mask);

/* ---- world_programs.c ---- */

void new_program(struct world *w);
void launch_program(struct world *w);
void launch_same_op(struct world *w);
void replace_program(struct world *w);
void free_regions(struct world *w);
void destroy_program(struct world *w);

/* Announces the regions that are placed now. */
void announce_regions(struct world *w);

/* ---- world_pause.c ---- */

/* Events happen that are not recorded; then what is live is announced. */
void pause_and_resume(struct world *w);

/* ---- world_traces.c ---- */

void capture(struct world *w);
void replay(struct world *w);
void release_trace(struct world *w);
void remark(struct world *w);   /* marks, notes, failures, kernels: nothing that takes space */
void mark_now(struct world *w); /* at the time of the record before */
/* Some events have the same time. */
void stand_still(struct world *w);

#endif
