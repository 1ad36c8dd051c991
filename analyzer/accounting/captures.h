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

struct captured {               /* a launch inside a capture, on one chip */
	uint64_t opening, program, op, name;
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
	struct write_set *written;
	struct mesh_trace *next;
};

/* Adds the launch with this row to a capture, which then shares `built`. */
void acc_capture(struct accounting *a, struct opening *o, struct mesh_trace *t,
	const struct account_op *row, struct footprint *built);
/* Forgets what was captured. */
void acc_empty_captures(struct mesh_trace *t);

#endif
