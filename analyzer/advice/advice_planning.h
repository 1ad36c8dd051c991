/*
 * What the parts of a plan share while it is made: advice_plan.c, idle_pieces.c, advice_floor.c.
 *
 * Must not know: SQL, how rows are printed.
 */
#ifndef ADVICE_PLANNING_H
#define ADVICE_PLANNING_H

#include "advice_plan.h"
#include "peak_without.h"

struct planning {
	const struct run_story *s;
	const struct pieces *pieces;
	struct address_replay *replay;
	struct advice_plan plan;
	struct peak_without peak;
	struct early_free *frees;
	size_t free_count, free_capacity;
	bool *applied;          /* by lifetime: it is freed earlier, with all that is chosen */
};

/* advice_plan.c: the peak after a change. */
void advice_set_peak(const struct planning *p, struct effect *e, struct peak_found found);
/* chosen_pieces.c: is the piece in the plan? */
bool advice_is_chosen(const struct advice_plan *plan, const struct piece *piece);
void advice_add_chosen(struct advice_plan *plan, struct chosen c);

/* idle_pieces.c: adds the pieces that leave the peak as it is, and free most bytes for the longest time. */
void advice_add_idle(struct planning *p);
/* advice_floor.c: finds the floor, and what makes it lower than all pieces that are applied. */
void advice_find_floor(struct planning *p);

#endif
