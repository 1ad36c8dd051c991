/*
 * What a replay uses: live buffers, buffers of the capture, and the launches' regions.
 *
 * Must not know: records.
 */
#ifndef REPLAYS_H
#define REPLAYS_H

#include "captures.h"
#include "core_classes.h"

/*
 * Accounts a replay on a chip, and on chips of its cohort that are among `chips`, as bits; returns
 * those on which it did. Fills in the row's bytes. t NULL: the trace is not known. row NULL: nobody
 * wants it.
 */
uint64_t acc_replay(struct accounting *a, struct opening *o, struct mesh_trace *t, uint64_t chips,
	uint64_t name, struct account_op *row);

#endif
