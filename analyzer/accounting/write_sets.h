/*
 * What all launches of a mesh trace together write on a chip.
 *
 * Must not know: which buffers are checked.
 */
#ifndef WRITE_SETS_H
#define WRITE_SETS_H

#include "captures.h"
#include "range_union.h"

struct victim {                 /* a live buffer that a trace overwrites */
	uint64_t id, type, order;
};

struct write_set {              /* what all launches of a trace together write on one chip */
	uint64_t opening;
	bool made;              /* the unions are complete, since the first replay */
	struct range_union l1, small, dram;
	uint64_t dram_order;    /* buffers up to this order are in `dram` if they belong there */
	uint64_t checked_order; /* buffers up to this order are among the victims if they are any */
	struct victim *victims;
	size_t victim_count, victim_capacity;
	struct write_set *next;
};

/* A launch is captured on this chip: adds the live DRAM buffers, which it may read or write. */
void acc_capture_dram(struct accounting *a, const struct opening *o, struct mesh_trace *t);
/* The complete write set of an ended capture, owned by the trace; NULL: it has not ended. */
struct write_set *acc_write_set_of(const struct opening *o, struct mesh_trace *t);
/* True when this live buffer lies where the trace's launches write, on some core of both. */
bool acc_is_written(const struct opening *o, const struct mesh_trace *t, const struct write_set *w,
	const struct l1t_alloc *b);
void acc_write_set_free(struct write_set *w);

#endif
