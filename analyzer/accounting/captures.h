/*
 * Mesh traces and what their captures remember: each launch, and the buffers that were live then.
 *
 * Must not know: replays.
 */
#ifndef CAPTURES_H
#define CAPTURES_H

#include "core_classes.h"
#include "footprints.h"
#include "meshes.h"

struct snapshot {               /* buffers live at a capture; shared by launches */
	unsigned refs;
	uint64_t version;
	struct range *l1, *small;        /* lockstep, merged */
	size_t l1_count, small_count;
	struct per_core_buffer *extra;
	size_t extra_count;
};

struct captured {               /* a launch inside a capture, on chips of one cohort */
	uint64_t chips, high;           /* as bits; 0: one chip with this high number */
	uint64_t openings;              /* openings of chips so far: those with higher numbers came later */
	uint64_t program, op, name;
	struct snapshot *live;
	struct footprint *built;
};

struct mesh_trace {
	uint64_t id;
	struct mesh *mesh;
	bool ended;
	uint64_t end_order;             /* buffers of a higher order came after the capture */
	struct captured *launches;
	size_t count, capacity;
	uint64_t split;                 /* low chips whose classes its replays have split, as bits */
	struct write_set *written;
	struct mesh_trace *next;
};

/* Adds the launch to a capture, which then shares `built`: on this chip of the cohort or, if `only` is
 * NULL, on all. */
void acc_capture(struct accounting *a, const struct cohort *c, const struct opening *only,
	struct mesh_trace *t, const struct l1t_launch *launch, struct footprint *built);
/* Whether the launch was captured on this chip since it was opened. */
static inline bool acc_captured_on(const struct captured *c, const struct opening *o)
{
	uint64_t bit = acc_bit(o->info.chip);

	return o->info.opening <= c->openings && (bit ? c->chips & bit
		: !c->chips && c->high == o->info.chip);
}

/* Forgets what was captured. */
void acc_empty_captures(struct mesh_trace *t);

#endif
