/*
 * Mesh traces and what their captures remember: each launch, the buffers that lived then.
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
	uint64_t end_order;             /* buffers allocated later come after the capture */
	struct captured *launches;
	size_t count, capacity;
	struct write_set *written;
	struct mesh_trace *next;
};

/* The launch with this row is captured. */
void acc_capture(struct accounting *a, struct opening *o, struct mesh_trace *t,
	const struct account_op *row, struct footprint *built);
/* Forgets what was captured. */
void acc_empty_captures(struct mesh_trace *t);

#endif
