/*
 * The peak after a change, and what is not known of it: see changed_peak.h.
 *
 * Must not know: SQL, what is changed, how rows are printed.
 */
#include "changed_peak.h"

void advice_set_peak(const struct run_story *s, const struct chip_group *g, struct effect *e,
	struct peak_found found)
{
	const struct held *at = found.at < g->count ? &g->at[found.at] : NULL;

	e->peak_bytes = found.bytes;
	e->sized_ns = at && (at->is_replay || table_get(&s->sized, (uint64_t)at->op)) ? at->time_ns : -1;
}

bool advice_is_sized(const struct effect *e)
{
	return e->ask && e->sized_ns >= e->ask->time_ns;
}

const char *advice_goes_on(const struct effect *e)
{
	return e->prevented > 0 ? "what failed then fits, and what its call does next is not known; " : "";
}
