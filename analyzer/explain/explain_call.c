/*
 * Prepares the allocations of the call that failed for replays: see explain_call.h.
 *
 * Must not know: what is proposed, how rows are printed.
 */
#include <stdlib.h>
#include <string.h>
#include "allocator_events.h"
#include "database.h"
#include "explain_call.h"
#include "grown_array.h"
#include "statement.h"
#include "xalloc.h"

enum { STEPS_MAX = 4096 };      /* of one call; more are a loop of calls */

/* A buffer that lay in the bank at some time of the call. Arrays of these are sorted by address. */
struct lifetime {
	uint64_t buffer, alloc_ns, free_ns, alloc_moment, free_moment;
};


static struct lifetime *load_lifetimes(struct call *c, const struct explainer *x, const char *kind,
	uint64_t from_ns, size_t *count)
{
	const struct failure *f = x->failure;
	/* columns of explain_lifetimes.sql */
	enum { BUFFER, ADDRESS, BYTES_PER_CORE, ALLOC_NS, FREE_NS, ALLOC_MOMENT, FREE_MOMENT, SIZE_BYTES };
	sqlite3_stmt *s = statement_kept(x->db, "explain_lifetimes");
	struct lifetime *all = NULL;
	size_t room = 0, blocks = 0, sizes = 0, n = 0;

	bind_named(s, ":run", f->run);
	bind_named(s, ":handle", f->handle);
	bind_named_text(s, ":kind", kind);
	bind_named(s, ":moment", f->moment);
	bind_named(s, ":time_ns", f->time_ns);
	bind_named(s, ":from_ns", from_ns);
	for (; database_next(s); n++) {
		GROW(all, n, room);
		GROW(c->blocks, n, blocks);
		all[n] = (struct lifetime){column_number(s, BUFFER), column_number(s, ALLOC_NS),
			column_number(s, FREE_NS), column_number(s, ALLOC_MOMENT),
			column_number(s, FREE_MOMENT)};
		c->blocks[n] = (struct call_replay_block){column_number(s, ADDRESS),
			column_number(s, BYTES_PER_CORE)};
		GROW(c->sizes, n, sizes);
		c->sizes[n] = column_number(s, SIZE_BYTES);
	}
	statement_let_go(s);
	*count = n;
	return all;
}

/* A step with what orders it: its moment, and at equal moments launches last. DRAM has no moments
 * and goes by time. */
struct timed {
	uint64_t moment, time_ns;
	struct call_replay_step step;
};

static int by_time(const void *a, const void *b)
{
	const struct timed *p = a, *q = b;
	int late = (p->step.kind == REPLAY_LAUNCH) - (q->step.kind == REPLAY_LAUNCH);

	if (p->moment != q->moment)
		return p->moment < q->moment ? -1 : 1;
	if (late && p->moment != UINT64_MAX)
		return late;
	return p->time_ns != q->time_ns ? (p->time_ns > q->time_ns) - (p->time_ns < q->time_ns)
		: (p->step.block > q->step.block) - (p->step.block < q->step.block);
}

static bool before_failure(const struct failure *f, uint64_t moment, uint64_t time_ns)
{
	return moment == UINT64_MAX || f->moment == UINT64_MAX ? time_ns <= f->time_ns
		: moment <= f->moment;
}

static size_t add_launches(const struct explainer *x, uint64_t from_ns, struct timed *t, size_t n)
{
	enum { MOMENT, TIME_NS, END };  /* columns of explain_call_launches.sql */
	sqlite3_stmt *s = statement_kept(x->db, "explain_call_launches");

	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":handle", x->failure->handle);
	bind_named(s, ":from_ns", from_ns);
	bind_named(s, ":time_ns", x->failure->time_ns);
	bind_named(s, ":most", STEPS_MAX);
	while (database_next(s))
		t[n++] = (struct timed){column_number(s, MOMENT), column_number(s, TIME_NS),
			{.kind = REPLAY_LAUNCH, .end = column_number(s, END)}};
	statement_let_go(s);
	return n;
}

/* Adds a world: the replay of the call if it began after `from_ns`. False: it has more steps than
 * one call can have. */
static bool add_world(struct call *c, const struct explainer *x, const struct lifetime *all,
	size_t count, uint64_t from_ns, bool dram, uint64_t region_end)
{
	const struct failure *f = x->failure;
	struct timed *t = xcalloc(2 * count + STEPS_MAX + 1, sizeof(*t));
	bool *there = xcalloc(count + 1, sizeof(*there));
	struct call_replay_step *steps;
	size_t n = 0, first = 0;

	for (size_t i = 0; i < count; i++) {
		const struct lifetime *l = &all[i];

		there[i] = l->alloc_ns <= from_ns && (l->free_ns > from_ns);
		if (l->alloc_ns > from_ns)
			t[n++] = (struct timed){dram ? UINT64_MAX : l->alloc_moment, l->alloc_ns,
				{.kind = REPLAY_TAKE, .block = i}};
		if (l->free_ns != UINT64_MAX && l->free_ns > from_ns &&
			before_failure(f, l->free_moment, l->free_ns))
			t[n++] = (struct timed){dram ? UINT64_MAX : l->free_moment, l->free_ns,
				{.kind = REPLAY_GIVE, .block = i}};
	}
	if (!dram)
		n = add_launches(x, from_ns, t, n);
	qsort(t, n, sizeof(*t), by_time);
	/* buffers that were freed before the call's first allocation count as freed before it */
	while (first < n && t[first].step.kind == REPLAY_GIVE && there[t[first].step.block])
		there[t[first++].step.block] = false;
	n -= first;
	memmove(t, t + first, n * sizeof(*t));
	steps = xcalloc(n + 1, sizeof(*steps));
	c->after_first[c->world_count] = SIZE_MAX;
	for (size_t i = 0; i < n; i++) {
		steps[i] = t[i].step;
		if (c->first_launch_ns != UINT64_MAX && t[i].time_ns <= c->first_launch_ns)
			c->after_first[c->world_count] = i;
	}
	free(t);
	c->there[c->world_count] = there;
	c->steps[c->world_count] = steps;
	c->worlds[c->world_count] = (struct call_replay){.from = f->base, .to = f->end, .low = dram,
		.blocks = c->blocks, .block_count = count, .there = there, .steps = steps,
		.step_count = n, .need = region_end ? 0 : f->bytes_per_bank, .end = region_end};
	c->world_count++;
	return n <= STEPS_MAX;
}

static void drop_world(struct call *c)
{
	c->world_count--;
	free(c->there[c->world_count]);
	free(c->steps[c->world_count]);
	c->there[c->world_count] = NULL;
	c->steps[c->world_count] = NULL;
}

/* Finds the block of each holder; both arrays are sorted by address. */
static void match(struct call *c, const struct holders *h, const struct lifetime *all, size_t count)
{
	size_t b = 0;

	for (size_t i = 0; i < h->count; i++) {
		while (b < count && (all[b].buffer != h->at[i].buffer ||
			all[b].alloc_ns != h->at[i].alloc_ns))
			b++;
		c->block_of[i] = b;
		if (b == count)
			b = 0;
	}
}

/* A replay without changes must fail as the run did, with every address as recorded. If it does
 * not, nothing is replayed. */
static void prove(struct call *c, const struct explainer *x)
{
	for (size_t w = 0; w < c->world_count; w++) {
		struct call_replay_result r = call_replay(&c->worlds[w], NULL, 0);

		if (r.fits || !r.as_recorded ||
			(x->missing_bytes != UINT64_MAX && r.missing != x->missing_bytes)) {
			c->why_not = "the call's allocations, done again, do not give the runtime's addresses and numbers";
			while (c->world_count)
				drop_world(c);
			return;
		}
	}
}

static void find_launches(struct call *c, const struct explainer *x, const struct bounds *b)
{
	enum { FIRST_NS, LAST_NS };     /* columns of explain_launch_span.sql */
	sqlite3_stmt *s = statement_kept(x->db, "explain_launch_span");

	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":thread", x->failure->thread);
	bind_named(s, ":from_ns", b->late);
	bind_named(s, ":time_ns", x->failure->time_ns);
	if (database_next(s)) {
		c->first_launch_ns = column_number(s, FIRST_NS);
		c->last_launch_ns = column_number(s, LAST_NS);
	}
	statement_let_go(s);
}

static void find_candidates(struct call *c, const struct holders *h)
{
	for (size_t i = 0; i < h->count; i++) {
		const struct holder *o = &h->at[i];
		bool there = true;

		for (size_t w = 0; w < c->world_count; w++)
			there = there && c->there[w][c->block_of[i]];
		c->ages[c->block_of[i]] = o->alloc_ns;
		c->may_go[c->block_of[i]] = o->whose == WHOSE_OTHER && there && !o->on_cores &&
			o->bytes;
		c->stays[c->block_of[i]] = there && !c->may_go[c->block_of[i]];
	}
}

void call_find(struct call *c, struct explainer *x, struct holders *h, const char *kind,
	uint64_t region_end)
{
	const struct failure *f = x->failure;
	bool dram = !strcmp(kind, "dram"), maybe;
	struct bounds b;
	struct lifetime *all;
	size_t count;

	*c = (struct call){.first_launch_ns = UINT64_MAX, .last_launch_ns = UINT64_MAX};
	b = whose_find(x, h, !dram);
	maybe = false;
	for (size_t i = 0; i < h->count; i++)
		maybe = maybe || h->at[i].whose == WHOSE_MAYBE_CALL;
	c->early_ns = b.early;
	c->late_ns = b.late;
	find_launches(c, x, &b);
	all = load_lifetimes(c, x, kind, b.early, &count);
	c->block_of = xcalloc(h->count + 1, sizeof(*c->block_of));
	c->may_go = xcalloc(count + 1, sizeof(*c->may_go));
	c->stays = xcalloc(count + 1, sizeof(*c->stays));
	c->ages = xcalloc(count + 1, sizeof(*c->ages));
	match(c, h, all, count);
	if (f->base == UINT64_MAX || f->end == UINT64_MAX || f->base >= f->end ||
		region_end == UINT64_MAX || (!region_end && f->bytes_per_bank == UINT64_MAX)) {
		c->why_not = "where its bank lies, or what it needs, is not known";
	} else if (!dram && allocator_events_have_own_addresses(x->db, (int64_t)f->run)) {
		c->why_not = "cores have addresses of their own, and no replay of that is made";
	} else {
		add_world(c, x, all, count, b.late, dram, region_end);
		if (maybe && b.early < b.late &&
			!add_world(c, x, all, count, b.early, dram, region_end)) {
			c->why_not = "the call may have begun long before";
			while (c->world_count)
				drop_world(c);
		}
		find_candidates(c, h);
		prove(c, x);
	}
	free(all);
}

void call_free(struct call *c)
{
	while (c->world_count)
		drop_world(c);
	free(c->blocks);
	free(c->may_go);
	free(c->stays);
	free(c->ages);
	free(c->sizes);
	free(c->block_of);
}

int call_fits(const struct call *c, const unsigned char *changes, uint64_t *missing)
{
	size_t fitting = 0;

	*missing = 0;
	for (size_t w = 0; w < c->world_count; w++) {
		struct call_replay_result r = call_replay(&c->worlds[w], changes, c->after_first[w]);

		fitting += r.fits;
		if (!r.fits && r.missing > *missing)
			*missing = r.missing;
	}
	return fitting == c->world_count ? 1 : fitting ? -1 : 0;
}
