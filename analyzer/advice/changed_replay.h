/*
 * A run's allocations again, with other sizes of buffers or of the two regions of L1: see
 * address_replay.h.
 *
 * Must not know: why anything has another size, rows.
 */
#ifndef CHANGED_REPLAY_H
#define CHANGED_REPLAY_H

#include "address_replay.h"
#include "advice_plan.h"
#include "chip_groups.h"

struct changed_replay {
	struct address_replay replay;   /* whose events may be changed; `born` is the other's */
	const struct chip_group *group;
	bool headroom_known;            /* without a change it gives the headroom that was accounted */
};

/* r->unknown must be NULL, and r and g live as long. Free with changed_replay_end(). */
struct changed_replay changed_replay_begin(const struct address_replay *r, const struct chip_group *g);
void changed_replay_end(struct changed_replay *c);
/* The event of a buffer's allocation; NULL: there is none. */
struct allocator_event *changed_replay_alloc(const struct changed_replay *c, uint64_t born);
/* Replays: fills what a replay of addresses knows of an effect, which is not its peak. */
void changed_replay_try(struct changed_replay *c, struct effect *e);

#endif
