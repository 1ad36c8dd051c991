/*
 * The region L1_SMALL as large as the run needs it, and L1 larger or smaller by the difference: see
 * sized_pieces.h.
 *
 * Must not know: SQL, how rows are printed.
 *
 * L1_SMALL is the upper end of a core's L1 and is filled from its top; L1 ends where it begins. So with
 * another l1_small_size all buffers in L1 move by the difference, and what ends lower is the room under
 * them. A failed allocation in L1_SMALL is placed as if nothing ended there; one that fails later counts
 * without it, since how long it would have lived is not known. A convolution that cuts its image into
 * slices makes fewer and larger ones where L1 has more room, and each may put more into L1_SMALL: then no
 * smaller size is known to be enough.
 */
#include <stdlib.h>
#include "bank_heap.h"
#include "changed_peak.h"
#include "changed_replay.h"
#include "grown_array.h"
#include "placement_policies.h"
#include "readable.h"
#include "sized_pieces.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { EVENT_NS = 60, ROUND_BYTES = 64 /* to which each board rounds what it allocates, or to half of it */ };

static const uint64_t BYTES_MOST = (uint64_t)1 << 40;   /* no core has as much L1 */

struct small_needs {
	uint64_t size, used, need;      /* bytes a core, of L1_SMALL; need: used, rounded up */
	bool known, failed;     /* failed: an allocation there did */
};

struct small_heap {             /* of one device */
	int64_t handle;
	struct bank_heap heap;
};

struct small_heaps {
	struct small_heap *at;
	size_t count, capacity;
};

static bool is_covered(const struct chip_group *g, int64_t handle)
{
	for (size_t i = 0; i < g->handle_count; i++)
		if (g->handles[i] == handle)
			return true;
	return false;
}

static struct bank_heap *heap_of(const struct small_heaps *all, int64_t handle)
{
	for (size_t i = all->count; i-- > 0;)
		if (all->at[i].handle == handle)
			return &all->at[i].heap;
	return NULL;
}

/* A device is opened: its region, without a lower end. All devices of the chips must have the same. */
static void open_small(struct small_heaps *all, struct small_needs *n, const struct allocator_event *e)
{
	uint64_t size = e->l1_small.to - e->l1_small.from;

	n->known &= e->l1.to > e->l1.from && e->l1.to <= e->l1_small.from && e->l1_small.to < BYTES_MOST &&
		(!all->count || size == n->size);
	n->size = size;
	GROW(all->at, all->count, all->capacity);
	all->at[all->count] = (struct small_heap){.handle = e->handle};
	bank_heap_init(&all->at[all->count++].heap, 0, e->l1_small.to);
}

static void count_to(struct small_needs *n, const struct bank_heap *h, uint64_t address)
{
	if (h->to - address > n->need)
		n->need = h->to - address;
}

static void would_take(struct small_needs *n, struct bank_heap *h, uint64_t bytes)
{
	uint64_t address;

	n->failed = true;
	if (bytes > h->to) {
		n->known = false;
		return;
	}
	bytes = (bytes + ROUND_BYTES - 1) / ROUND_BYTES * ROUND_BYTES;
	if (!bank_heap_take(h, placement_policies, bytes, &address)) {
		n->known = false;
		return;
	}
	count_to(n, h, address);
	bank_heap_give(h, placement_policies, address, bytes);
}

static void on_event(struct small_heaps *all, struct small_needs *n, const struct allocator_event *e)
{
	struct bank_heap *h;

	n->known &= !e->announced || e->kind == ALLOCATOR_OP;
	if (e->kind == ALLOCATOR_OPEN)
		open_small(all, n, e);
	h = e->small ? heap_of(all, e->handle) : NULL;
	if (!h)
		return;
	if (e->kind == ALLOCATOR_ALLOC && e->bytes) {
		n->known &= bank_heap_take_at(h, e->address, e->bytes);
		count_to(n, h, e->address);
	} else if (e->kind == ALLOCATOR_FREE && e->bytes) {
		bank_heap_give(h, placement_policies, e->address, e->bytes);
	} else if (e->kind == ALLOCATOR_OOM) {
		would_take(n, h, e->bytes);
	}
}

static struct small_needs needs_of(const struct allocator_events *all, const struct chip_group *g)
{
	struct small_needs n = {.known = true};
	struct small_heaps heaps = {0};

	for (size_t i = 0; i < all->count && n.known && work_spend(EVENT_NS); i++)
		if (is_covered(g, all->at[i].handle))
			on_event(&heaps, &n, &all->at[i]);
	n.known &= heaps.count && n.need <= heaps.at[0].heap.to;
	for (size_t i = 0; i < heaps.count; i++)
		bank_heap_free(&heaps.at[i].heap);
	free(heaps.at);
	n.used = n.need;
	n.need = (n.need + ROUND_BYTES - 1) / ROUND_BYTES * ROUND_BYTES;
	return n;
}

static bool any_slices(const struct asks *asks)
{
	for (size_t i = 0; i < asks->count; i++)
		if (asks->at[i].slices)
			return true;
	return false;
}

/* False: L1 would have no room at all. */
static bool change_size(struct changed_replay *c, const struct small_needs *n)
{
	for (size_t i = 0; i < c->replay.events.count; i++) {
		struct allocator_event *e = &c->replay.events.at[i];

		if (e->kind != ALLOCATOR_OPEN || !is_covered(c->group, e->handle))
			continue;
		if (e->l1.to + n->size < e->l1.from + n->need)
			return false;
		e->l1.to = e->l1.to + n->size - n->need;
		e->l1_small.from = e->l1_small.to - n->need;
	}
	return true;
}

/* All buffers and programs are as large as they were. */
static void set_same_peak(struct effect *e, const struct run_story *s, const struct chip_group *g)
{
	struct peak_without same = peak_without_begin(g, s->lifetimes);

	advice_set_peak(s, g, e, peak_without_find(&same));
	peak_without_end(&same);
}

/* NULL: it may be higher and lower. */
static const char *figure_of(const struct effect *e, bool may_be_higher)
{
	return advice_is_sized(e) || e->moves_otherwise ? NULL : may_be_higher || e->ask || e->prevented > 0 ? "at least" : "exact";
}

static char *reason(const struct small_needs *n, const struct effect *e, bool died, bool no_asks)
{
	const struct ask *ask = e->ask;
	struct text_file text;
	FILE *out = text_file_begin(&text);

	if (n->failed)
		fprintf(out, "it was %s", grouped(n->size));
	else if (!n->need)
		fprintf(out, "nothing was put into these %s", grouped(n->size));
	else
		fprintf(out, "of %s at most %s were used", grouped(n->size), grouped(n->used));
	if (n->failed)
		fputs("; what failed then fits, and its call may put more there", out);
	else if (e->prevented > 0)
		fputs("; what failed then fits, and what its call does next is not known", out);
	if (died && (n->failed || e->prevented <= 0))
		fputs("; what the run would have needed later is not known", out);
	if (ask)
		fprintf(out, "; %s asked how much L1 is free, and may take more%s", ask->name ? ask->name : "an op",
			advice_is_sized(e) ? " or less" : "");
	if (no_asks)
		fputs("; this release does not show all ops that size themselves by free L1", out);
	return text_file_end(&text);
}

void l1_small_size_find(struct sized_pieces *all, const struct run_story *s, const struct chip_group *g,
	const struct address_replay *replay)
{
	struct small_needs n = needs_of(&replay->events, g);
	struct changed_replay c;
	struct sized_piece p = {.action = "l1_small_size"};

	if (!n.known || n.need == n.size || (n.need > n.size) != n.failed || (!n.failed && any_slices(&s->asks)))
		return;
	c = changed_replay_begin(replay, g);
	if (change_size(&c, &n)) {
		set_same_peak(&p.effect, s, g);
		changed_replay_try(&c, &p.effect);
		p.effect.ask = asks_after(&s->asks, -1);
		if (!p.effect.fails && (!n.failed || p.effect.prevented > 0)) {
			p.effect.may_fail_again = n.failed;
			p.figure = figure_of(&p.effect, s->died || all->no_asks);
			p.bytes_per_core = (int64_t)n.need;
			p.because = reason(&n, &p.effect, s->died, all->no_asks);
			GROW(all->at, all->count, all->capacity);
			all->at[all->count++] = p;
		}
	}
	changed_replay_end(&c);
}
