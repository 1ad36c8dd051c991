/*
 * The peak if every buffer were freed right after its last use, under the same order of ops: see
 * advice_planning.h.
 *
 * Must not know: SQL, how rows are printed.
 */
#include <stdlib.h>
#include "advice_planning.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { LEFT_STEPS = 200 };

static void put_left(struct planning *p, const struct lifetime *l)
{
	struct advice_plan *plan = &p->plan;

	for (size_t i = 0; i < plan->left_count; i++)
		if (plan->left[i]->made_at == l->made_at)
			return;
	if (plan->left_count < TOP_LINES && l->made_at)
		plan->left[plan->left_count++] = l;
}

/* It lived during a capture, whose replays were not looked at, or only may have been used so late. */
static bool may_end_earlier(const struct lifetime *l, int64_t end_ns)
{
	return !l->left_out && !l->taken && end_ns > l->sure_ns;
}

/* When each lifetime is over at the earliest: after its last use, which a piece knows for sure. */
static int64_t *ends(const struct planning *p)
{
	int64_t *at = xarray(p->s->lifetime_count + 1, sizeof(*at));

	for (size_t i = 0; i < p->s->lifetime_count; i++) {
		const struct lifetime *l = &p->s->lifetimes[i];

		at[i] = l->left_out || l->captured || l->waits ? l->free_ns : l->used_ns;
	}
	for (size_t i = 0; i < p->pieces->count; i++)
		for (size_t k = 0; k < p->pieces->at[i].count; k++) {
			size_t n = p->pieces->at[i].dying[k].lifetime;

			at[n] = p->s->lifetimes[n].sure_ns;
		}
	return at;
}

/* Finds what makes the floor lower than the peak with all pieces: the largest buffers at its peaks. */
static void find_left(struct planning *p, const int64_t *ends_at, int64_t floor_bytes)
{
	for (unsigned step = 0; step < LEFT_STEPS; step++) {
		struct peak_found now = peak_without_find(&p->peak);
		const struct lifetime *most = NULL;
		size_t at = 0;

		if (now.bytes <= floor_bytes || work_half_is_done())
			return;
		work_spend_each(p->s->lifetime_count, 2);
		for (size_t i = 0; i < p->s->lifetime_count; i++) {
			const struct lifetime *l = &p->s->lifetimes[i];

			if (!p->applied[i] && (!most || l->bytes > most->bytes) &&
				peak_without_is_over(&p->peak, i, ends_at[i], now.at)) {
				most = l;
				at = i;
			}
		}
		if (!most)
			return;
		put_left(p, most);
		peak_without_free(&p->peak, at, ends_at[at]);
		p->applied[at] = true;
	}
}

void advice_find_floor(struct planning *p)
{
	struct effect *e = &p->plan.floor;
	struct peak_without all = peak_without_begin(p->plan.group, p->s->lifetimes);
	int64_t *ends_at = ends(p);

	e->headroom_bytes = e->prevented = -1;
	e->ask = asks_after(&p->s->asks, -1);
	e->moves_otherwise = moved_blocks_any(&p->replay->moved);
	for (size_t i = 0; i < p->s->lifetime_count; i++) {
		p->plan.floor_may_be_lower |= may_end_earlier(&p->s->lifetimes[i], ends_at[i]);
		peak_without_free(&all, i, ends_at[i]);
		if (peak_without_is_over(&all, i, ends_at[i], all.peak))
			e->saved_bytes += (int64_t)p->s->lifetimes[i].bytes;
	}
	advice_set_peak(p->s, p->plan.group, e, peak_without_find(&all));
	peak_without_end(&all);
	find_left(p, ends_at, e->peak_bytes);
	free(ends_at);
}
