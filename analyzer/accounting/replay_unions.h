/*
 * Unions of the buffers that are live at a replay and those that were live at a captured launch.
 *
 * Must not know: programs, what a replay uses.
 */
#ifndef REPLAY_UNIONS_H
#define REPLAY_UNIONS_H

#include "captures.h"
#include "core_classes.h"
#include "range_union.h"

struct both {                   /* the union on some cores */
	struct range_union l1, small;
};

struct now {                    /* lockstep buffers that are live now, merged */
	struct range *l1, *small;
	size_t l1_count, small_count;
};

struct now acc_now(const struct cohort *c);
/* Makes the union for a core; core CORES_MAX: for lockstep buffers only. */
void acc_join_both(struct both *b, const struct cohort *c, const struct snapshot *then,
	const struct now *now, unsigned core);
void acc_free_both(struct both *b);
void acc_free_now(struct now *now);

#endif
