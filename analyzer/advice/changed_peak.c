/*
 * The peak after a change, and whether its op sizes itself by free L1: see advice_planning.h.
 *
 * Must not know: SQL, what is changed, how rows are printed.
 */
#include "advice_planning.h"

void advice_set_peak(const struct planning *p, struct effect *e, struct peak_found found)
{
	const struct chip_group *g = p->plan.group;
	const struct held *at = found.at < g->count ? &g->at[found.at] : NULL;

	e->peak_bytes = found.bytes;
	e->sized_ns = at && (at->is_replay || table_get(&p->s->sized, (uint64_t)at->op)) ? at->time_ns : -1;
}
