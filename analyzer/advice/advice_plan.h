/*
 * The pieces of advice for one group of chips: each alone, all together, and what would be left if every
 * buffer were freed after its last use.
 *
 * Must not know: SQL, how rows are printed.
 */
#ifndef ADVICE_PLAN_H
#define ADVICE_PLAN_H

#include "address_replay.h"
#include "program_changes.h"
#include "chip_groups.h"
#include "free_earlier.h"
#include "run_story.h"
#include "takers.h"

enum { TOP_LINES = 3 };

struct chosen {                 /* a piece that lowers the peak, alone or after others, or holds much */
	const struct piece *piece;
	struct effect alone;
	size_t nth;                     /* from 0: in which order the peak asks for it */
	/* Of one that leaves the peak as it is: the fullest op that holds for nothing what it frees, how full
	 * that is, and the number of instants. count 0: it lowers the peak. */
	struct idle {
		int64_t bytes, name;    /* name: a string; 0: none */
		size_t count;
	} idle;
};

struct advice_plan {
	const struct chip_group *group;
	int64_t peak_op, peak_name;     /* what ran at the peak; 0: nothing */
	struct chosen *chosen;          /* the best first */
	size_t count, capacity;
	struct effect together, floor;
	bool floor_may_be_lower;        /* some lifetimes may have ended earlier than it supposes */
	const struct lifetime *left[TOP_LINES]; /* of the floor: what else makes the difference */
	size_t left_count;
	struct changes changes;         /* other than freeing earlier, the best first */
};

struct advice_plan advice_plan_make(const struct run_story *s, const struct pieces *pieces,
	const struct takers *t, const struct chip_group *g, struct address_replay *r);
void advice_plan_free(struct advice_plan *p);

#endif
