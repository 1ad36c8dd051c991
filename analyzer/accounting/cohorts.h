/*
 * Which chips share a cohort. Chips of a mesh mostly do the same, so what they hold is accounted once;
 * a chip that holds something else leaves its cohort, and chips that hold the same again join. What
 * a chip reaches alone, in programs of its own, is kept beside its cohort.
 *
 * Must not know: buffers, programs.
 */
#ifndef COHORTS_H
#define COHORTS_H

#include "core_classes.h"
#include "meshes.h"

/* A chip was opened: it gets a cohort of its own. */
void acc_begin_cohort(struct accounting *a, struct opening *o);
/* A chip is closed and leaves its cohort. */
void acc_end_cohort(struct accounting *a, struct opening *o);
/* These chips of the cohort, as bits, but not all, get one of their own. */
struct cohort *acc_leave_cohort(struct accounting *a, struct cohort *c, uint64_t chips);
/* The chip's cohort without the chips that are not among these (bits of low ones), which leave. */
static inline struct cohort *acc_cohort_within(struct accounting *a, struct opening *o, uint64_t chips)
{
	struct cohort *c = o->cohort;

	return c->chips & ~chips ? acc_leave_cohort(a, c, c->chips & chips) : c;
}

/* Each of its chips gets a cohort of its own, for good. */
void acc_part_cohort(struct accounting *a, struct cohort *c);
/* Makes room for what the chip reaches on its own, if it shares its cohort. */
void acc_keep_own(struct opening *o);
/* Something was done to all of these chips, which are in several cohorts: those that hold the same
 * join, now and then. */
void acc_join_cohorts(struct accounting *a, struct mesh *m);
/* Gives classes of these chips numbers, in the order of the chips. */
void acc_number_all(struct accounting *a, const struct chips *s);
void acc_forget_cohorts(struct accounting *a);

#endif
