/*
 * What the naive replay remembers between events: plain lists, scanned from end to end.
 * Private to naive*.c.
 * Must not know: how l1analyze counts, files.
 */
#ifndef ORACLE_NAIVE_STATE_H
#define ORACLE_NAIVE_STATE_H

#include <stdlib.h>
#include "naive.h"
#include "naive_window.h"

enum { NAIVE_CHIPS = 32 };

/* Appends to an array that grows by one; all arrays here are small. */
#define APPEND(ARRAY, COUNT, ITEM)                                                        \
	do {                                                                              \
		(ARRAY) = realloc((ARRAY), ((COUNT) + 1) * sizeof(*(ARRAY)));             \
		if (!(ARRAY))                                                             \
			abort();                                                          \
		(ARRAY)[(COUNT)++] = (ITEM);                                              \
	} while (0)
#define REMOVE(ARRAY, COUNT, AT)                                                          \
	do {                                                                              \
		for (size_t next_ = (AT) + 1; next_ < (COUNT); next_++)                   \
			(ARRAY)[next_ - 1] = (ARRAY)[next_];                              \
		(COUNT)--;                                                                \
	} while (0)

struct chip_list {
	uint64_t chip[NAIVE_CHIPS];
	size_t count;
};

struct naive_handle {
	struct l1t_device device;
	struct chip_list chips;
	int open;
	uint64_t outer;                 /* handle of the device this is a submesh of; 0: none */
};

struct naive_buffer {
	struct l1t_alloc alloc;
	struct chip_list chips;
	const struct l1t_record *cores; /* that it takes space on; NULL: all */
	int64_t alloc_ns;
	size_t at;
};

struct naive_region {
	uint64_t program, chip, type, address, bytes;
	int alias;
	const struct l1t_record *cores;
};

struct naive_kernel {
	uint64_t program, chip;
	const struct l1t_record *cores;
};

/* A program as it is launched: where it runs, what it takes. */
struct naive_placed {
	uint64_t program;
	struct chip_list chips;
	const struct naive_region *regions;     /* of all programs */
	const struct naive_kernel *kernels;
	size_t region_count, kernel_count;
};

/* A launch during a capture: copies of what there was then. */
struct naive_captured {
	struct naive_placed placed;
	uint64_t op;
	const struct l1t_record *name;
	struct naive_buffer *buffers;
	size_t buffer_count;
};

struct naive_trace {
	uint64_t device, trace;
	int capturing;
	size_t ended_at;                /* record of the capture's end; 0: it has not ended */
	struct naive_captured *launches;
	size_t launch_count;
};

struct naive_cell {
	struct peak_row peak;
	struct parts held;              /* at the last event */
	int64_t held_resident;
	uint64_t resident_program;      /* 0: none */
	int64_t resident_bytes;
	int in_window;                  /* it had an instant in the window */
	struct peak_row window;
};

/* From when some open handle covers a chip until none does. */
struct naive_opening {
	uint64_t chip;
	struct l1t_device sizes;
	int open;
	struct naive_cell *cells;       /* grid_x * grid_y, row by row */
};

struct last_op {
	uint32_t thread;
	uint64_t op;
};

struct naive_state {
	const struct stream *stream;
	const struct window *window;
	size_t at;                      /* the event's index */
	const struct l1t_record *event;
	struct naive *out;
	struct naive_handle *handles;
	struct naive_buffer *buffers;
	struct naive_region *regions;
	struct naive_kernel *kernels;
	struct l1t_program_config *configs;
	struct naive_trace *traces;
	struct naive_opening *openings;
	struct last_op *last_ops;
	size_t handle_count, buffer_count, region_count, kernel_count, config_count, trace_count;
	size_t opening_count, last_op_count;
	uint64_t op, op_numbers;        /* this event's; how many were given */
	uint8_t *map;                   /* a byte for each byte of L1 */
	size_t map_bytes;
};

/* ---- naive.c: lists ---- */

struct naive_handle *find_handle(struct naive_state *n, uint64_t device);
struct chip_list chips_of(const struct naive_state *n, uint64_t chips);

/* ---- naive_programs.c ---- */

/* A set that is not known has no cores. */
const struct l1t_record *cores_of(const struct naive_state *n, uint64_t cores);
void place_region(struct naive_state *n, const struct l1t_region *r);
void end_regions(struct naive_state *n, const struct l1t_regions_freed *f);
void add_kernel(struct naive_state *n, const struct l1t_kernel *k);
void forget_program(struct naive_state *n, uint64_t program);

/* ---- naive_launch.c ---- */

void run_launch(struct naive_state *n, const struct l1t_launch *l);
/* Capture begin and end, replay, release. */
void run_mesh_trace(struct naive_state *n, unsigned kind, const struct l1t_mesh_trace *m);
void free_traces(struct naive_state *n);

/* ---- naive_map.c: what is where ---- */

struct place {
	uint64_t chip, x, y;
};

int in_cores(const struct l1t_record *cores, uint64_t x, uint64_t y);
int in_chips(const struct chip_list *chips, uint64_t chip);
/* The bytes of each kind that are held now; program is 0. */
struct parts held(struct naive_state *n, struct place at);
/* The union of the program's local regions. */
int64_t footprint(struct naive_state *n, const struct naive_placed *p, struct place at);
/* 1: it has a kernel or a region there, be it an alias. */
int runs_on(const struct naive_placed *p, struct place at);
/* The use by one captured launch, joined with what is live now. */
struct parts replayed_launch(struct naive_state *n, const struct naive_captured *c, struct place at);
/* The largest use by any captured launch, joined with what is live now; *op: that launch. */
struct parts replayed(struct naive_state *n, const struct naive_trace *t, struct place at,
	uint64_t *op);
int64_t headroom(struct naive_state *n, const struct naive_placed *p,
	const struct naive_opening *o, struct place at);
int64_t total(struct parts p);
struct place place_of(const struct naive_opening *o, size_t cell);

/* ---- naive_by_op.c: ops by name ---- */

void by_op_replay(struct naive_state *n, const struct naive_trace *t);
void by_op_finish(struct naive_state *n);

/* ---- naive_hazards.c: whom a replay overwrites ---- */

void look_for_hazards(struct naive_state *n, const struct naive_trace *t,
	const struct chip_list *chips);

/* ---- naive_rows.c: rows out of numbers ---- */

/* Every core of every open chip, after an event that ran no program. */
void look_at_cores(struct naive_state *n, const char *event);
void look_at_launch(struct naive_state *n, const struct naive_placed *p,
	const struct l1t_record *name);
void look_at_replay(struct naive_state *n, const struct naive_trace *t,
	const struct chip_list *chips);

#endif
