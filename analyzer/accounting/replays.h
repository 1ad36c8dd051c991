/*
 * What a replay uses: buffers of now and of the capture, and the launches' regions.
 *
 * Must not know: records.
 */
#ifndef REPLAYS_H
#define REPLAYS_H

#include "captures.h"
#include "core_classes.h"

/* One chip's part of a replay; t NULL: of a trace that is not known. Fills in the bytes of the row. */
void acc_replay(struct accounting *a, struct opening *o, struct mesh_trace *t,
	struct account_op *row);

#endif
