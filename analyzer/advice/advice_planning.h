/*
 * What the parts of a plan share while it is made: advice_plan.c, idle_pieces.c, advice_floor.c, the kinds
 * of changes and change_effects.c.
 *
 * Must not know: SQL, how rows are printed.
 */
#ifndef ADVICE_PLANNING_H
#define ADVICE_PLANNING_H

#include "advice_plan.h"
#include "changed_peak.h"
#include "peak_without.h"

struct planning {
	const struct run_story *s;
	const struct pieces *pieces;
	const struct takers *takers;
	struct address_replay *replay;
	struct advice_plan plan;
	struct peak_without peak;
	struct early_free *frees;
	size_t free_count, free_capacity;
	bool *applied;          /* by lifetime: it is freed earlier, with all that is chosen */
};

/* chosen_pieces.c: is the piece in the plan? */
bool advice_is_chosen(const struct advice_plan *plan, const struct piece *piece);
void advice_add_chosen(struct advice_plan *plan, struct chosen c);

/* idle_pieces.c: adds the pieces that leave the peak as it is, and free most bytes for the longest time. */
void advice_add_idle(struct planning *p);
/* advice_floor.c: finds the floor, and what makes it lower than all pieces that are applied. */
void advice_find_floor(struct planning *p);

/* address_tries.c: replays p->frees with placement, and forgets them. */
void advice_try_addresses(struct planning *p, struct effect *e, bool headroom_known);
/* The least headroom of the group's devices in the last replay; -1: not known. */
int64_t advice_headroom(const struct planning *p);
/* change_effects.c: tries each that was found, and takes over those that help. */
void advice_try_changes(struct planning *p, struct changes *found, bool headroom_known);
/* to_dram.c: what lives at the peak or at a failure, and could be in DRAM. */
void advice_to_dram(const struct planning *p, struct changes *all);
/* in_place.c: ops that could write over an input that nothing uses later. */
void advice_in_place(const struct planning *p, struct changes *all);
/* reallocate.c: tensors that are in the way of what failed. */
void advice_reallocate(const struct planning *p, struct changes *all);

#endif
