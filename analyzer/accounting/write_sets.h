/*
 * What the launches of a mesh trace write on a chip, all together.
 *
 * Must not know: which buffers are looked at.
 */
#ifndef WRITE_SETS_H
#define WRITE_SETS_H

#include "captures.h"
#include "range_union.h"

struct victim {                 /* a live buffer that a trace overwrites */
	uint64_t id, type, order;
};

struct write_set {              /* what the launches of a trace write on one chip, all together */
	uint64_t opening;
	bool made;              /* the covers are whole: the first replay after the end came */
	struct range_union l1, small, dram;
	uint64_t dram_order;    /* DRAM buffers up to this one are in `dram` if they have to */
	uint64_t checked_order; /* buffers up to this one are among the victims if they have to */
	struct victim *victims;
	size_t victim_count, victim_capacity;
	struct write_set *next;
};

/* A launch is captured on this chip: the DRAM buffers that live now are its inputs and outputs. */
void acc_capture_dram(struct accounting *a, const struct opening *o, struct mesh_trace *t);
/* Whole from the first replay after the capture's end on; NULL: it has not ended. */
struct write_set *acc_write_set_of(const struct opening *o, struct mesh_trace *t);
/* True when this live buffer lies where the trace's launches write, on some core of both. */
bool acc_is_written(const struct opening *o, const struct mesh_trace *t, const struct write_set *w,
	const struct l1t_alloc *b);
void acc_write_set_free(struct write_set *w);

#endif
