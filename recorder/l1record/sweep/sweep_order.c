/*
 * Which runs of a plan are done: see sweep_order.h. A search waits for its results, so several runs
 * at a time belong to several groups, or to the values beyond an edge.
 *
 * Must not know: how they are run.
 */
#include "messages.h"
#include "sweep_order.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int refuse_many(const struct sweep_plan *p, bool all)
{
	bool numbers = p->axis_count && p->axes[0].numbers;

	if (p->runs <= (all ? SWEEP_RUNS_MOST : SWEEP_RUNS_USUAL))
		return 0;
	if (all)
		say("cannot run that: more than %d runs; write a step, like 1..4096:64 or 1..4096*2%s",
			SWEEP_RUNS_MOST, numbers ? ", or --largest" : "");
	else if (p->runs <= SWEEP_RUNS_MOST)
		say("cannot run that: it is %" PRIu64 " runs; --all does them all%s", p->runs,
			numbers ? ", --largest finds the largest value that fits in a few" : "");
	else
		say("cannot run that: more than %d runs; write a step, like 1..4096:64 or 1..4096*2%s",
			SWEEP_RUNS_MOST, numbers ? ", or --largest" : "");
	return -1;
}

static int begin_searches(struct sweep_order *o, unsigned above)
{
	const struct sweep_plan *p = o->plan;

	if (!p->axis_count || !p->axes[0].numbers) {
		say("cannot find the largest '%s': %s; list them without --largest",
			p->axis_count ? p->axes[0].name : "value", p->axis_count
			? "its values are not all whole numbers" : "there is no --sweep");
		return -1;
	}
	if (p->groups > SWEEP_GROUPS_MOST) {
		say("cannot search that: more than %d times; give the names after the first fewer "
		    "values", SWEEP_GROUPS_MOST);
		return -1;
	}
	o->searches = calloc(p->groups, sizeof(*o->searches));
	if (!o->searches) {
		say("cannot search that: no memory");
		return -1;
	}
	for (uint64_t i = 0; i < p->groups; i++)
		sweep_search_begin(&o->searches[i], p->group_runs, above);
	return 0;
}

int sweep_order_begin(struct sweep_order *o, const struct sweep_plan *plan, bool largest, bool all,
	unsigned above)
{
	*o = (struct sweep_order){.plan = plan};
	return largest ? begin_searches(o, above) : refuse_many(plan, all);
}

void sweep_order_end(struct sweep_order *o)
{
	for (uint64_t i = 0; o->searches && i < o->plan->groups; i++)
		sweep_search_free(&o->searches[i]);
	free(o->searches);
	memset(o, 0, sizeof(*o));
}

int64_t sweep_order_next(struct sweep_order *o)
{
	if (!o->searches)
		return o->next < o->plan->runs ? (int64_t)o->next++ : -1;
	for (uint64_t i = 0; i < o->plan->groups; i++) {
		int64_t value = sweep_search_next(&o->searches[i]);

		if (value == -2)
			say("cannot go on: no memory");
		if (value == -2 || value >= 0)
			return value < 0 ? value : (int64_t)(i * o->plan->group_runs) + value;
	}
	return -1;
}

void sweep_order_result(struct sweep_order *o, uint64_t run, enum sweep_verdict verdict)
{
	if (o->searches)
		sweep_search_result(&o->searches[run / o->plan->group_runs],
			(int64_t)(run % o->plan->group_runs), verdict);
}

uint64_t sweep_order_given_up(const struct sweep_order *o)
{
	uint64_t count = 0;

	for (uint64_t i = 0; o->searches && i < o->plan->groups; i++)
		count += o->searches[i].given_up;
	return count;
}
