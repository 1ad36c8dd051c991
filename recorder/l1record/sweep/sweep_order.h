/*
 * Which runs of a plan are done, and in what order: all, or those that a search asks for in each
 * group.
 *
 * Must not know: how they are run.
 */
#ifndef L1RECORD_SWEEP_ORDER_H
#define L1RECORD_SWEEP_ORDER_H

#include "sweep_plan.h"
#include "sweep_search.h"

enum { SWEEP_GROUPS_MOST = 4096, SWEEP_RUNS_USUAL = 256, SWEEP_RUNS_MOST = 100000 };

struct sweep_order {
	const struct sweep_plan *plan;
	struct sweep_search *searches;  /* one a group; NULL: all runs are done */
	uint64_t next;                  /* of all runs */
};

/*
 * `largest`: only what the searches ask for, and `above` values beyond each edge. `all`: the user
 * asked for every run, even for many. -1 after a message: too many.
 */
int sweep_order_begin(struct sweep_order *o, const struct sweep_plan *plan, bool largest, bool all,
	unsigned above);
void sweep_order_end(struct sweep_order *o);
/* The next run; -1: none before another ends, or none any more; -2 after a message: no memory. */
int64_t sweep_order_next(struct sweep_order *o);
void sweep_order_result(struct sweep_order *o, uint64_t run, enum sweep_verdict verdict);
/* How many searches gave up: too many runs one after another said neither. */
uint64_t sweep_order_given_up(const struct sweep_order *o);

#endif
