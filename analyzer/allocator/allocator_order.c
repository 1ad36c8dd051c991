/*
 * Finds the order in which the allocators saw events of parallel threads: see allocator_events.h.
 * The search follows the recorded order. Where the runtime's rule does not give the recorded
 * address, it goes back and puts another event first, if the order of each thread allows that.
 * Events that no order explains stay in the recorded order. Since every address is known, the
 * blocks that are taken depend only on which events were applied, not on their order: so no set of
 * events is looked at twice.
 *
 * Must not know: SQL, other rules of placement.
 */
#include <stdlib.h>
#include <string.h>
#include "allocator_events.h"
#include "allocators.h"
#include "bank_heap.h"
#include "id_map.h"
#include "placement_policies.h"
#include "xalloc.h"

enum {
	AHEAD = 48,             /* how many places an event may be moved forward */
	BACK = 400,             /* how many steps are undone at most */
	TRIES = 5000,           /* orders that are tried for one address, */
	ALL_TRIES = 1000000,    /* and for all: in a damaged trace few can be explained */
};

struct step {                   /* one event that was applied */
	size_t at;              /* its index */
	bool took;              /* it changed the heap */
	bool forced;            /* there was no choice: it is not undone in a search */
};

struct search {
	const struct allocator_event *h;
	size_t count;
	/* By event: the events before and after it on its thread, as index + 1; none:
	 * 0, count + 1. */
	size_t *before, *behind;
	bool *done, *lives;     /* by event: it was applied; its block is taken */
	size_t next;            /* index of the first event that is not done */
	size_t tries;
	struct step *steps;     /* the order, so far */
	size_t depth;
	struct table seen;      /* the sets of events that the search for one address met */
	struct table born;      /* moment of an allocation -> its index + 1 */
	struct allocators allocators;
};

/* Must `a`, which is recorded before `b`, have happened before it? */
static bool must_precede(const struct search *s, size_t a, size_t b)
{
	uint64_t thread = s->h[a].thread;
	size_t latest = s->h[a].kind == ALLOCATOR_FREE ? s->behind[a] : a + 1;
	size_t earliest = s->h[b].kind == ALLOCATOR_ALLOC ? s->before[b] : b + 1;

	return latest <= earliest || (thread != UINT64_MAX && thread == s->h[b].thread);
}

/* May this event be applied next, before others that are recorded earlier? */
static bool may_come(const struct search *s, size_t i)
{
	if (i != s->next && s->h[i].kind != ALLOCATOR_ALLOC && s->h[i].kind != ALLOCATOR_FREE)
		return false;
	for (size_t k = s->next; k < i; k++)
		if (!s->done[k] && must_precede(s, k, i))
			return false;
	return true;
}

/* Applies the event. False: not now, since the rule would give another address, or the buffer is
 * not yet allocated. force: applies it in any case, at its recorded address. */
static bool come(struct search *s, size_t i, bool force)
{
	const struct allocator_event *h = &s->h[i];
	struct step step = {.at = i, .forced = force};
	struct allocator *a = NULL;

	if (h->kind == ALLOCATOR_ALLOC || h->kind == ALLOCATOR_FREE)
		a = allocators_of(&s->allocators, h);
	if (a && h->kind == ALLOCATOR_ALLOC && h->bytes && h->bytes <= a->heap.to) {
		size_t block = placement_policies->choose(&a->heap, h->bytes);
		bool right = block < a->heap.count &&
			a->heap.free[block].to - h->bytes == h->address;

		if (!right && !force && !h->announced)
			return false;
		step.took = bank_heap_take_at(&a->heap, h->address, h->bytes);
		s->lives[i] = step.took;
	} else if (a && h->kind == ALLOCATOR_FREE) {
		size_t born = (size_t)(uintptr_t)table_get(&s->born, h->born);

		/* it cannot be freed before it was allocated */
		if (born && !s->done[born - 1] && !force)
			return false;
		step.took = born && s->lives[born - 1];
		if (step.took) {
			bank_heap_give(&a->heap, placement_policies, h->address, h->bytes);
			s->lives[born - 1] = false;
		}
	}
	s->done[i] = true;
	s->steps[s->depth++] = step;
	while (s->next < s->count && s->done[s->next])
		s->next++;
	return true;
}

/* Undoes the last step; returns the index of its event. */
static size_t back(struct search *s)
{
	struct step step = s->steps[--s->depth];
	const struct allocator_event *h = &s->h[step.at];
	struct allocator *a = step.took ? allocators_of(&s->allocators, h) : NULL;

	if (a && h->kind == ALLOCATOR_ALLOC) {
		bank_heap_give(&a->heap, placement_policies, h->address, h->bytes);
		s->lives[step.at] = false;
	} else if (a) {
		bank_heap_take_at(&a->heap, h->address, h->bytes);
		s->lives[(size_t)(uintptr_t)table_get(&s->born, h->born) - 1] = true;
	}
	s->done[step.at] = false;
	if (step.at < s->next)
		s->next = step.at;
	return step.at;
}

/* Has the search for one address met exactly this set of events before? Remembers it. */
static bool was_here(struct search *s)
{
	uint64_t ahead = 0, key;

	for (size_t i = 0; i <= AHEAD && s->next + i < s->count; i++)
		ahead |= (uint64_t)s->done[s->next + i] << i;
	key = (s->next + 1) * 0x9e3779b97f4a7c15u ^ ahead * 0xff51afd7ed558ccdu;
	key ^= key >> 29;
	if (table_get(&s->seen, key))
		return true;
	table_put(&s->seen, key, s);
	return false;
}

/* Applies the first event from `from` on that may be next; false: there is none. */
static bool try_from(struct search *s, size_t from)
{
	size_t next = s->next;

	for (size_t i = from; i < s->count && i <= next + AHEAD; i++)
		if (!s->done[i] && may_come(s, i) && come(s, i, false)) {
			if (!was_here(s))
				return true;
			back(s);
		}
	return false;
}

/* The next event would not get its recorded address: looks for another order of the last steps.
 * False: none was found. */
static bool turn_back(struct search *s)
{
	size_t stuck = s->next, lowest = s->depth > BACK ? s->depth - BACK : 0;

	table_free(&s->seen);
	for (size_t tries = 0; tries < TRIES && s->tries < ALL_TRIES; tries++, s->tries++) {
		size_t from = s->next;

		/* forwards as long as an event may be next, else back */
		while (!try_from(s, from)) {
			if (s->depth <= lowest || s->steps[s->depth - 1].forced)
				return false;
			from = back(s) + 1;
		}
		if (s->done[stuck] && s->next > stuck)
			return true;
	}
	return false;
}

static void search(struct search *s)
{
	size_t *plain = xcalloc(BACK, sizeof(*plain));

	while (s->next < s->count) {
		size_t stuck = s->next, depth = s->depth, kept = 0;

		if (come(s, stuck, false))
			continue;
		for (size_t i = depth > BACK ? depth - BACK : 0; i < depth; i++)
			plain[kept++] = s->steps[i].at;
		if (turn_back(s))
			continue;
		/* no order explains it: restore the steps before the search, and force it */
		while (s->depth > depth - kept)
			back(s);
		for (size_t i = 0; i < kept; i++)
			come(s, plain[i], true);
		while (s->next <= stuck && s->next < s->count)
			come(s, s->next, true);
	}
	free(plain);
}

/* Finds the events before and after each on its thread; one without a thread stays in its place. */
static void find_neighbours(struct search *s)
{
	struct table last = {0};

	for (size_t i = 0; i < s->count; i++) {
		const struct allocator_event *h = &s->h[i];
		size_t older = h->thread == UINT64_MAX ? i
			: (size_t)(uintptr_t)table_get(&last, h->thread);

		s->before[i] = older;
		s->behind[i] = h->thread == UINT64_MAX ? i + 1 : s->count + 1;
		if (h->thread == UINT64_MAX)
			continue;
		if (older)
			s->behind[older - 1] = i + 1;
		table_put(&last, h->thread, (void *)(uintptr_t)(i + 1));
	}
	table_free(&last);
}

void allocator_events_order(struct allocator_events *all)
{
	struct search s = {.h = all->at, .count = all->count,
		.before = xcalloc(all->count, sizeof(*s.before)),
		.behind = xcalloc(all->count, sizeof(*s.behind)),
		.done = xcalloc(all->count, sizeof(*s.done)), .lives = xcalloc(all->count, sizeof(*s.lives)),
		.steps = xcalloc(all->count, sizeof(*s.steps))};
	struct allocator_event *ordered = xcalloc(all->count, sizeof(*ordered));

	find_neighbours(&s);
	for (size_t i = 0; i < all->count; i++) {
		if (all->at[i].kind == ALLOCATOR_OPEN) {
			allocators_open(&s.allocators, &all->at[i]);
		} else if (all->at[i].kind == ALLOCATOR_ALLOC) {
			table_put(&s.born, all->at[i].born, (void *)(uintptr_t)(i + 1));
		}
	}
	search(&s);
	for (size_t i = 0; i < all->count; i++)
		ordered[i] = all->at[s.steps[i].at];
	free(all->at);
	all->at = ordered;
	all->capacity = all->count;
	allocators_free(&s.allocators);
	free(s.before);
	free(s.behind);
	free(s.done);
	free(s.lives);
	free(s.steps);
	table_free(&s.born);
	table_free(&s.seen);
}
