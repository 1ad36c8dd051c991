/*
 * What changes other than freeing earlier do to one group of chips: see advice_planning.h. Each is tried by
 * itself, the peak by its bytes and the placement by a replay; those that help are kept, the best first.
 *
 * Must not know: SQL, how rows are printed.
 */
#include <stdlib.h>
#include "advice_planning.h"
#include "grown_array.h"
#include "work_allowance.h"

enum {
	EACH_MAX = 3,           /* changes of a kind that are kept */
	LEAST_PART = 50,        /* the peak falls by at least this part, or a failure is prevented */
};

static bool is_here(const struct planning *p, size_t lifetime)
{
	const struct lifetime *l = &p->s->lifetimes[lifetime];

	return chip_group_has(p->plan.group, l->handle, l->alloc_ns);
}

static bool is_hidden_at(const struct planning *p, const struct hidden *h, const struct held *at)
{
	return !at->is_replay && at->time_ns >= h->from_ns && at->time_ns < h->to_ns &&
		is_here(p, h->lifetime);
}

static void try_bytes(struct planning *p, struct change *c)
{
	const struct chip_group *g = p->plan.group;

	work_spend_each(c->hidden_count, 40);
	for (size_t i = 0; i < c->hidden_count; i++) {
		const struct hidden *h = &c->hidden[i];

		peak_without_hide(&p->peak, h->lifetime, h->from_ns, h->to_ns);
		if (p->peak.peak < g->count && is_hidden_at(p, h, &g->at[p->peak.peak]))
			c->effect.saved_bytes += (int64_t)p->s->lifetimes[h->lifetime].bytes;
	}
	advice_set_peak(p->s, p->plan.group, &c->effect, peak_without_find(&p->peak));
	for (size_t i = 0; i < c->hidden_count; i++)
		peak_without_show(&p->peak, c->hidden[i].lifetime, c->hidden[i].from_ns, c->hidden[i].to_ns);
}

static void try_addresses(struct planning *p, struct change *c, bool headroom_known)
{
	for (size_t i = 0; i < c->free_count; i++) {
		GROW(p->frees, p->free_count, p->free_capacity);
		p->frees[p->free_count++] = c->frees[i];
	}
	advice_try_addresses(p, &c->effect, headroom_known);
}

static size_t count_on(const struct planning *p, const struct change *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->hidden_count; i++)
		n += is_here(p, c->hidden[i].lifetime);
	return c->hidden_count ? n : is_here(p, c->lifetime) ? c->free_count : 0;
}

/* Is another answer how much L1 is free, which may make an op several times as large, all that it does? Where
 * programs are no others the peak is a lower bound. */
static bool may_grow(const struct planning *p, const struct change *c)
{
	return !c->as_large && (c->effect.ask || p->s->asks.partial);
}

static bool lowers_peak(const struct planning *p, const struct change *c)
{
	int64_t peak = p->plan.group->peak_bytes;

	return c->kind != CHANGE_REALLOCATE && !c->sized_anew && !may_grow(p, c) && c->effect.peak_bytes < peak &&
		peak - c->effect.peak_bytes >= peak / LEAST_PART;
}

/* Tries it; its placement only where it may help. */
static bool helps(struct planning *p, struct change *c, bool headroom_known)
{
	try_bytes(p, c);
	if (!lowers_peak(p, c) && !p->replay->failures)
		return false;
	try_addresses(p, c, headroom_known);
	return !c->effect.fails && (c->effect.prevented > 0 || lowers_peak(p, c));
}

static int best_first(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	if (x->effect.prevented != y->effect.prevented)
		return x->effect.prevented > y->effect.prevented ? -1 : 1;
	/* what costs least */
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->effect.peak_bytes != y->effect.peak_bytes)
		return x->effect.peak_bytes < y->effect.peak_bytes ? -1 : 1;
	if (x->effect.saved_bytes != y->effect.saved_bytes)
		return x->effect.saved_bytes > y->effect.saved_bytes ? -1 : 1;
	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	return x->lifetime < y->lifetime ? -1 : x->lifetime > y->lifetime;
}

/* Of each kind the best few. */
static void keep_best(struct changes *all)
{
	size_t kept = 0, of[CHANGE_TO_DRAM + 1] = {0};

	for (size_t i = 0; i < all->count; i++) {
		if (of[all->at[i].kind]++ < EACH_MAX)
			all->at[kept++] = all->at[i];
		else
			program_change_free(&all->at[i]);
	}
	all->count = kept;
}

void advice_try_changes(struct planning *p, struct changes *found, bool headroom_known)
{
	struct changes *kept = &p->plan.changes;

	for (size_t i = 0; i < found->count; i++) {
		struct change *c = &found->at[i];

		c->effect.count = count_on(p, c);
		if (c->effect.count && !work_half_is_done() && helps(p, c, headroom_known))
			program_changes_add(kept, *c);
		else
			program_change_free(c);
	}
	free(found->at);
	*found = (struct changes){0};
	if (kept->count)
		qsort(kept->at, kept->count, sizeof(*kept->at), best_first);
	keep_best(kept);
}
