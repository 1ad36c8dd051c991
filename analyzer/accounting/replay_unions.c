/*
 * Unions of buffers at a replay: see replay_unions.h.
 *
 * Must not know: programs, what a replay uses.
 */
#include <stdlib.h>
#include "captures.h"
#include "core_classes.h"
#include "coreset.h"
#include "range_counts.h"
#include "range_union.h"
#include "replay_unions.h"
#include "work_allowance.h"
#include "xalloc.h"

struct now acc_now(const struct cohort *c)
{
	const struct range_counts *l1 = &c->lockstep.l1, *small = &c->lockstep.small;
	struct now n = {.l1 = xarray(range_counts_ranges_max(l1), sizeof(*n.l1)),
		.small = xarray(range_counts_ranges_max(small), sizeof(*n.small))};

	work_spend_each(l1->count + small->count, 2);
	n.l1_count = range_counts_ranges(l1, n.l1);
	n.small_count = range_counts_ranges(small, n.small);
	return n;
}

static size_t append_extra(const struct per_core_buffer *extra, size_t count, uint64_t type,
	unsigned core, struct range *out)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (extra[i].type == type && coreset_has(&extra[i].cores, core))
			out[n++] = (struct range){extra[i].from, extra[i].to};
	return n;
}

/* Makes the union for a core; core CORES_MAX: for lockstep buffers only. */
static void join(struct range_union *u, const struct cohort *c, const struct snapshot *then,
	const struct range *now_ranges, size_t now_count, uint64_t type, unsigned core)
{
	const struct range *old = type == L1T_L1 ? then->l1 : then->small;
	size_t old_count = type == L1T_L1 ? then->l1_count : then->small_count, n;

	work_spend_each(now_count + old_count, 4);
	work_spend_each(core == CORES_MAX ? 0 : now_count + old_count + c->extra_count +
		then->extra_count, 40);
	range_union_reserve(u, now_count + old_count + c->extra_count + then->extra_count);
	range_union_join(u, now_ranges, now_count, old, old_count);
	if (core == CORES_MAX)
		return;
	n = u->count;
	n += append_extra(c->extra, c->extra_count, type, core, u->ranges + n);
	n += append_extra(then->extra, then->extra_count, type, core, u->ranges + n);
	range_union_make(u, n);
}

void acc_join_both(struct both *b, const struct cohort *c, const struct snapshot *then,
	const struct now *now, unsigned core)
{
	join(&b->l1, c, then, now->l1, now->l1_count, L1T_L1, core);
	join(&b->small, c, then, now->small, now->small_count, L1T_L1_SMALL, core);
}

void acc_free_both(struct both *b)
{
	range_union_free(&b->l1);
	range_union_free(&b->small);
}

void acc_free_now(struct now *now)
{
	free(now->l1);
	free(now->small);
}
