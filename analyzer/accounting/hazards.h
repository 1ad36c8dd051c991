/*
 * Buffers that a replay overwrites: allocated after the capture, where its launches write.
 *
 * Must not know: captures, how a replay is accounted.
 */
#ifndef HAZARDS_H
#define HAZARDS_H

#include "captures.h"
#include "core_classes.h"

struct hazard {                 /* the replays that overwrite a buffer */
	uint64_t chip, trace, time_ns, op, address, bytes;      /* of the first one */
	uint64_t replays, last_op;
};

/* The trace is replayed on this chip: finds and counts what the replay overwrites. */
void acc_look_for_hazards(struct accounting *a, const struct opening *o, struct mesh_trace *t);

#endif
