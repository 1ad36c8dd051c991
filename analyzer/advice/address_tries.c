/*
 * A replay of addresses with what is changed, and what it says of a group of chips: see advice_planning.h.
 *
 * Must not know: SQL, what is changed, how rows are printed.
 */
#include <stdlib.h>
#include "advice_planning.h"

static int by_end(const void *a, const void *b)
{
	const struct early_free *x = a, *y = b;

	if (x->end_ns != y->end_ns)
		return x->end_ns < y->end_ns ? -1 : 1;
	return x->born < y->born ? -1 : x->born > y->born;
}

int64_t advice_headroom(const struct planning *p)
{
	int64_t least = -1;

	for (size_t i = 0; i < p->plan.group->handle_count; i++) {
		int64_t h = address_replay_headroom(p->replay, p->plan.group->handles[i]);

		if (h >= 0 && (least < 0 || h < least))
			least = h;
	}
	return least;
}

void advice_try_addresses(struct planning *p, struct effect *e, bool headroom_known)
{
	struct address_replay_result r;

	if (p->free_count)
		qsort(p->frees, p->free_count, sizeof(*p->frees), by_end);
	r = address_replay_with(p->replay, p->frees, p->free_count);
	p->free_count = 0;
	e->fails = r.fails;
	e->ask = r.ask;
	e->moves_otherwise = r.moves_otherwise;
	e->slices_otherwise = r.slices_otherwise;
	e->prevented = p->replay->unknown ? -1 : (int64_t)r.prevented;
	e->headroom_bytes = headroom_known ? advice_headroom(p) : -1;
}
