/*
 * The order in which the allocators saw what threads did side by side: see allocator_events.h. A search
 * that goes by the recorded order, and where the runtime's rule does not give a recorded address
 * turns back and lets something else come first, if the threads leave that open. What cannot be
 * explained is left in the recorded order. Since each address is known, what is taken depends on what
 * has come, not on its order: so no set of happenings is looked at twice.
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
	AHEAD = 48,             /* how far behind the next one a happening may be to come first */
	BACK = 400,             /* how many choices are taken back at most */
	TRIES = 5000,           /* for one address, */
	ALL_TRIES = 1000000,    /* and for all: a damaged trace explains little */
};

struct step {                   /* one happening that was let come */
	size_t at;              /* which; */
	bool took;              /* and whether the heap changed by it */
	bool forced;            /* no choice: not to be taken back */
};

struct search {
	const struct allocator_event *h;
	size_t count;
	size_t *before, *behind;        /* the same thread's neighbours: index + 1; 0 or count + 1: none */
	bool *done, *lives;
	size_t next;            /* all before are done */
	size_t tries;
	struct step *steps;     /* the order, so far */
	size_t depth;
	struct table seen;      /* what had come, in the search for one address */
	struct table born;      /* moment of an allocation -> its index + 1 */
	struct allocators allocators;
};

/* Must `a`, recorded before `b`, have come before it? */
static bool must_precede(const struct search *s, size_t a, size_t b)
{
	uint64_t thread = s->h[a].thread;
	size_t latest = s->h[a].kind == ALLOCATOR_FREE ? s->behind[a] : a + 1;
	size_t earliest = s->h[b].kind == ALLOCATOR_ALLOC ? s->before[b] : b + 1;

	return latest <= earliest || (thread != UINT64_MAX && thread == s->h[b].thread);
}

/* May it come now, before others that are recorded earlier? */
static bool may_come(const struct search *s, size_t i)
{
	if (i != s->next && s->h[i].kind != ALLOCATOR_ALLOC && s->h[i].kind != ALLOCATOR_FREE)
		return false;
	for (size_t k = s->next; k < i; k++)
		if (!s->done[k] && must_precede(s, k, i))
			return false;
	return true;
}

/* Lets it come; false: not now, since its address would be another. force: wherever it lies. */
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

/* Takes the last step back; returns which it was. */
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

/* True when just this has come before, in the search for one address; it is remembered. */
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

/* The first from `from` on that may come, comes; false: there is none. */
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

/* The next one does not come out right: look for another order of the last choices. */
static bool turn_back(struct search *s)
{
	size_t stuck = s->next, lowest = s->depth > BACK ? s->depth - BACK : 0;

	table_free(&s->seen);
	for (size_t tries = 0; tries < TRIES && s->tries < ALL_TRIES; tries++, s->tries++) {
		size_t from = s->next;

		/* forwards as long as something may come, back otherwise */
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
		/* nothing explains it: as it was before the search, and this one where it lies */
		while (s->depth > depth - kept)
			back(s);
		for (size_t i = 0; i < kept; i++)
			come(s, plain[i], true);
		while (s->next <= stuck && s->next < s->count)
			come(s, s->next, true);
	}
	free(plain);
}

/* Neighbours of the same thread; what has no thread stays where it is recorded. */
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
