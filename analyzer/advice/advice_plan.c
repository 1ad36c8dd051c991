/*
 * The pieces of advice for one group of chips: see advice_plan.h.
 *
 * Must not know: SQL, how rows are printed.
 *
 * The peak decides which pieces matter: of those that free something at the fullest instant the one that
 * frees most is taken, then the instant that is the fullest now is looked at, and so on until nothing
 * can be freed there. All other pieces change nothing about the peak; the few that free most bytes for
 * the longest time are named all the same.
 */
#include <stdlib.h>
#include <string.h>
#include "advice_planning.h"
#include "grown_array.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { CHOSEN_MAX = 40 };

static void apply(struct planning *p, const struct piece *piece)
{
	for (size_t i = 0; i < piece->count; i++)
		peak_without_free(&p->peak, piece->dying[i].lifetime, piece->dying[i].end_ns);
}

static void undo(struct planning *p, const struct piece *piece)
{
	for (size_t i = 0; i < piece->count; i++)
		peak_without_undo(&p->peak, piece->dying[i].lifetime, piece->dying[i].end_ns);
}

/* Bytes that the piece frees at an instant. */
static int64_t freed_at(const struct planning *p, const struct piece *piece, size_t instant)
{
	int64_t bytes = 0;

	work_spend_each(piece->count, 4);
	for (size_t i = 0; i < piece->count; i++)
		if (peak_without_is_over(&p->peak, piece->dying[i].lifetime, piece->dying[i].end_ns,
			instant))
			bytes += (int64_t)p->s->lifetimes[piece->dying[i].lifetime].bytes;
	return bytes;
}

static size_t count_on(const struct planning *p, const struct piece *piece)
{
	size_t n = 0;

	for (size_t i = 0; i < piece->count; i++) {
		const struct lifetime *l = &p->s->lifetimes[piece->dying[i].lifetime];

		n += chip_group_has(p->plan.group, l->handle, l->alloc_ns);
	}
	return n;
}

/* ---- replays of addresses ---- */

static void add_free(struct planning *p, size_t lifetime, int64_t end_ns)
{
	const struct lifetime *l = &p->s->lifetimes[lifetime];

	if (end_ns >= l->free_ns)
		return;
	GROW(p->frees, p->free_count, p->free_capacity);
	p->frees[p->free_count++] = (struct early_free){l->born, end_ns, ENDS_THEN};
}

static void add_frees(struct planning *p, const struct piece *piece)
{
	for (size_t i = 0; i < piece->count; i++)
		add_free(p, piece->dying[i].lifetime, piece->dying[i].end_ns);
}

/* Does a replay without changes give the headroom that was accounted? */
static bool headroom_is_known(struct planning *p)
{
	if (p->replay->unknown || p->plan.group->headroom_bytes < 0)
		return false;
	address_replay_with(p->replay, NULL, 0);
	return advice_headroom(p) == p->plan.group->headroom_bytes;
}

/* ---- pieces ---- */

/* Of the pieces that are not chosen, the one that frees most at an instant; NULL: none frees any. */
static const struct piece *best_at(const struct planning *p, size_t instant)
{
	const struct piece *best = NULL;
	int64_t most = 0;

	for (size_t i = 0; i < p->pieces->count; i++) {
		const struct piece *piece = &p->pieces->at[i];
		int64_t bytes = freed_at(p, piece, instant);

		if (bytes > most && !advice_is_chosen(&p->plan, piece)) {
			best = piece;
			most = bytes;
		}
	}
	return best;
}

/* Chooses the pieces that lower the peak. */
static void choose(struct planning *p)
{
	struct advice_plan *plan = &p->plan;
	struct peak_found now = peak_without_find(&p->peak);
	const struct piece *piece;
	size_t useful = 0;

	while (plan->count < CHOSEN_MAX && (piece = best_at(p, now.at))) {
		const int64_t before = now.bytes;

		apply(p, piece);
		advice_add_chosen(plan, (struct chosen){.piece = piece, .nth = plan->count});
		now = peak_without_find(&p->peak);
		if (now.bytes < before)
			useful = plan->count;
	}
	for (size_t i = 0; i < plan->count; i++)
		undo(p, plan->chosen[i].piece);
	plan->count = useful;           /* the last ones changed nothing */
}

static void try_alone(struct planning *p, struct chosen *c, bool headroom_known)
{
	apply(p, c->piece);
	c->alone.saved_bytes = freed_at(p, c->piece, p->peak.peak);
	advice_set_peak(p->s, p->plan.group, &c->alone, peak_without_find(&p->peak));
	c->alone.count = count_on(p, c->piece);
	undo(p, c->piece);
	add_frees(p, c->piece);
	advice_try_addresses(p, &c->alone, headroom_known);
}

static int best_first(const void *a, const void *b)
{
	const struct chosen *x = a, *y = b;

	if (x->alone.prevented != y->alone.prevented)
		return x->alone.prevented > y->alone.prevented ? -1 : 1;
	if (x->alone.peak_bytes != y->alone.peak_bytes)
		return x->alone.peak_bytes < y->alone.peak_bytes ? -1 : 1;
	if (x->alone.saved_bytes != y->alone.saved_bytes)
		return x->alone.saved_bytes > y->alone.saved_bytes ? -1 : 1;
	return x->nth < y->nth ? -1 : x->nth > y->nth;
}

static void try_together(struct planning *p, bool headroom_known)
{
	struct effect *e = &p->plan.together;

	for (size_t i = 0; i < p->plan.count; i++) {
		const struct piece *piece = p->plan.chosen[i].piece;

		apply(p, piece);
		add_frees(p, piece);
		for (size_t k = 0; k < piece->count; k++)
			p->applied[piece->dying[k].lifetime] = true;
		e->saved_bytes += freed_at(p, piece, p->peak.peak);
		e->count += p->plan.chosen[i].alone.count;
	}
	advice_set_peak(p->s, p->plan.group, e, peak_without_find(&p->peak));
	advice_try_addresses(p, e, headroom_known);
}

/* A piece with which something that ran would fail is none. */
static void leave_out_failing(struct planning *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->plan.count; i++)
		if (!p->plan.chosen[i].alone.fails)
			p->plan.chosen[kept++] = p->plan.chosen[i];
	p->plan.count = kept;
}

/* Other changes, each by itself: none of the pieces is applied. */
static void try_other(struct planning *p, bool headroom_known)
{
	struct peak_without with_pieces = p->peak;
	struct changes found = {0};

	p->peak = peak_without_begin(p->plan.group, p->s->lifetimes);
	advice_reallocate(p, &found);
	advice_in_place(p, &found);
	advice_to_dram(p, &found);
	advice_try_changes(p, &found, headroom_known);
	peak_without_end(&p->peak);
	p->peak = with_pieces;
}

struct advice_plan advice_plan_make(const struct run_story *s, const struct pieces *pieces,
	const struct takers *t, const struct chip_group *g, struct address_replay *r)
{
	struct planning p = {.s = s, .pieces = pieces, .takers = t, .replay = r, .plan.group = g,
		.peak = peak_without_begin(g, s->lifetimes),
		.applied = xcalloc(s->lifetime_count + 1, sizeof(bool))};
	bool headroom_known = headroom_is_known(&p);

	if (g->count) {
		p.plan.peak_op = g->at[p.peak.peak].op;
		p.plan.peak_name = g->at[p.peak.peak].name;
	}
	choose(&p);
	advice_add_idle(&p);
	for (size_t i = 0; i < p.plan.count; i++)
		try_alone(&p, &p.plan.chosen[i], headroom_known);
	leave_out_failing(&p);
	if (p.plan.count)
		qsort(p.plan.chosen, p.plan.count, sizeof(*p.plan.chosen), best_first);
	try_together(&p, headroom_known);
	try_other(&p, headroom_known);
	advice_find_floor(&p);
	peak_without_end(&p.peak);
	free(p.frees);
	free(p.applied);
	return p.plan;
}

void advice_plan_free(struct advice_plan *p)
{
	free(p->chosen);
	program_changes_free(&p->changes);
	*p = (struct advice_plan){0};
}
