/*
 * What a replay uses: live buffers, buffers of the capture, and the launches' regions.
 *
 * Must not know: records.
 */
#ifndef REPLAYS_H
#define REPLAYS_H

#include "captures.h"
#include "core_classes.h"

/* Accounts a replay on one chip and fills in the row's bytes. t NULL: the trace is not known. */
void acc_replay(struct accounting *a, struct opening *o, struct mesh_trace *t,
	struct account_op *row);

#endif
