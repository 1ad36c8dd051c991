/*
 * A run's allocations with something changed: see address_replay.h.
 *
 * Must not know: why it is changed, rows.
 *
 * A failed allocation takes nothing, in the replay as in the run. A program without regions ends where
 * its regions would begin.
 */
#include <stdlib.h>
#include <string.h>
#include "address_replay.h"
#include "bank_heap.h"
#include "l1t_record.h"
#include "placement_policies.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { EVENT_NS = 60 };

struct least {                  /* of a device */
	int64_t headroom_bytes; /* -1: no launch yet */
};

struct answer {                 /* to an ask */
	bool known;
	uint64_t lowest;        /* address; UINT64_MAX: no buffer. 0 where that was not asked for */
	uint64_t largest_bytes, free_bytes;     /* 0 where they were not asked for */
};

struct replaying {
	struct address_replay *r;
	struct allocators allocators;
	const struct early_free *frees;
	size_t free_count, next_free;
	struct table changed;   /* moment of an allocation -> its struct early_free */
	size_t next_ask;
	const struct ask *ask;          /* the first with another answer; NULL: none so far */
	bool is_first;                  /* what it gives is what later ones are compared with */
	bool moves_otherwise, slices_otherwise;
	size_t failures, missed;        /* missed: blocks that are not where they were */
	struct table promised;  /* handle and kind of memory -> bytes that failed in the run and fit now */
	bool fails;
	int64_t op;
};

static bool usable(const struct allocator *a, const struct allocator_event *e)
{
	return a && e->bytes && e->bytes <= a->heap.to;
}

static void on_alloc(struct replaying *p, struct allocator *a, size_t i)
{
	const struct allocator_event *e = &p->r->events.at[i];
	uint64_t address = e->address;

	if (!(e->announced && bank_heap_take_at(&a->heap, e->address, e->bytes)) &&
		!bank_heap_take(&a->heap, placement_policies, e->bytes, &address)) {
		p->op = p->fails ? p->op : 0;
		p->fails = true;
		return;
	}
	p->missed += address != e->address;
	if (p->is_first && a->small)
		p->r->small_is_tight |= a->heap.free_bytes < (a->heap.to - a->heap.from) / 2;
	p->r->address[i] = address + 1;
	p->moves_otherwise |= !moved_blocks_come(&p->r->moved, i, address, e->bytes, p->is_first);
}

static void give(struct replaying *p, uint64_t born)
{
	size_t i = (size_t)(uintptr_t)table_get(&p->r->born, born);
	struct allocator *a = i ? allocators_of(&p->allocators, &p->r->events.at[i - 1]) : NULL;

	if (!a || !p->r->address[i - 1])
		return;
	bank_heap_give(&a->heap, placement_policies, p->r->address[i - 1] - 1,
		p->r->events.at[i - 1].bytes);
	moved_blocks_leave(&p->r->moved, i - 1, p->r->address[i - 1] - 1);
	p->r->address[i - 1] = 0;
}

static void move(struct replaying *p, uint64_t born)
{
	size_t i = (size_t)(uintptr_t)table_get(&p->r->born, born);
	struct allocator *a = i ? allocators_of(&p->allocators, &p->r->events.at[i - 1]) : NULL;
	uint64_t address;

	if (!a || !p->r->address[i - 1])
		return;
	give(p, born);
	if (bank_heap_take(&a->heap, placement_policies, p->r->events.at[i - 1].bytes, &address))
		p->r->address[i - 1] = address + 1;
}

/* Is this what is changed of the buffer? */
static bool is_changed(const struct replaying *p, uint64_t born, enum early_how how)
{
	const struct early_free *f = table_get(&p->changed, born);

	return f && f->how == how;
}

static void on_op(struct replaying *p, struct allocator *a, const struct allocator_event *e)
{
	uint64_t lowest = bank_heap_lowest(&a->heap, placement_policies);
	uint64_t end = e->bytes == L1T_UNKNOWN ? a->heap.from : e->bytes;
	struct least *least;

	if (lowest < end && !p->fails) {
		p->fails = true;
		p->op = e->id;
	}
	if (e->announced)
		return;
	if (lowest > a->heap.to)
		lowest = a->heap.to;
	least = table_get(&p->r->held, (uint64_t)e->handle);
	if (!least) {
		least = table_make(&p->r->held, (uint64_t)e->handle, sizeof(*least));
		least->headroom_bytes = -1;
	}
	if (least->headroom_bytes < 0 || lowest < end + (uint64_t)least->headroom_bytes)
		least->headroom_bytes = lowest > end ? (int64_t)(lowest - end) : 0;
}

/* L1_SMALL has no allocator where its size is 0. */
static bool finds_no_room(const struct replaying *p, const struct allocator *a,
	const struct allocator_event *e)
{
	const struct allocator_event in_l1 = {.handle = e->handle};

	if (e->bytes == L1T_UNKNOWN)
		return false;
	return a ? bank_heap_largest(&a->heap, placement_policies) < e->bytes
		: e->small && allocators_of(&p->allocators, &in_l1);
}

/*
 * How long what fits now lives is not known: the next one has to fit beside it. So as many failures are counted
 * as are surely gone.
 */
static uint64_t *promised_to(struct replaying *p, const struct allocator_event *e)
{
	return table_make(&p->promised, (uint64_t)e->handle << 1 | e->small, sizeof(uint64_t));
}

static bool fails_still(struct replaying *p, const struct allocator *a, const struct allocator_event *e)
{
	uint64_t *promised = promised_to(p, e);
	struct allocator_event both = *e;

	if (e->bytes == L1T_UNKNOWN)
		return false;
	both.bytes = *promised < UINT64_MAX / 2 && e->bytes < UINT64_MAX / 2 ? *promised + e->bytes : UINT64_MAX - 1;
	if (finds_no_room(p, a, &both))
		return true;
	*promised = both.bytes;
	return false;
}

static bool clashes_still(struct replaying *p, const struct allocator *a, const struct allocator_event *e)
{
	uint64_t lowest, promised = *promised_to(p, e);

	if (!a || e->bytes == L1T_UNKNOWN)
		return false;
	lowest = bank_heap_lowest(&a->heap, placement_policies);
	return lowest < promised || lowest - promised < e->bytes;
}

static void on_event(struct replaying *p, size_t i)
{
	const struct allocator_event *e = &p->r->events.at[i];
	struct allocator *a = allocators_of(&p->allocators, e);

	switch (e->kind) {
	case ALLOCATOR_OPEN: allocators_open(&p->allocators, e); break;
	case ALLOCATOR_ALLOC:
		if (usable(a, e) && !is_changed(p, e->born, NEVER_TAKEN))
			on_alloc(p, a, i);
		break;
	case ALLOCATOR_FREE:
		if (!is_changed(p, e->born, ENDS_THEN))
			give(p, e->born);
		break;
	case ALLOCATOR_OOM:
		p->failures += fails_still(p, a, e);
		break;
	case ALLOCATOR_CLASH:
		p->failures += clashes_still(p, a, e);
		break;
	case ALLOCATOR_OP:
		if (a)
			on_op(p, a, e);
		break;
	}
}

static void change(struct replaying *p, const struct early_free *f)
{
	if (f->how == MOVES_THEN)
		move(p, f->born);
	else
		give(p, f->born);
}

static struct answer answer_to(const struct replaying *p, const struct ask *ask)
{
	const struct allocator_event of = {.handle = ask->handle, .small = ask->small};
	const struct allocator *a = allocators_of(&p->allocators, &of);

	if (!a || ask->about == ASK_OTHER || !work_spend(EVENT_NS))
		return (struct answer){.known = false};
	if (ask->about == ASK_LOWEST)
		return (struct answer){.known = true, .lowest = bank_heap_lowest(&a->heap, placement_policies)};
	work_spend_each(a->heap.count, 1);
	return (struct answer){.known = true, .free_bytes = a->heap.free_bytes,
		.largest_bytes = bank_heap_largest(&a->heap, placement_policies)};
}

static bool is_same(const struct answer *x, const struct answer *y)
{
	return x->known && y->known && x->lowest == y->lowest && x->largest_bytes == y->largest_bytes &&
		x->free_bytes == y->free_bytes;
}

/* The first change; before all where sizes are changed. */
static int64_t changed_ns(const struct early_free *frees, size_t count)
{
	return count ? frees[0].end_ns : -1;
}

/* Answers what was asked before this time. */
static void answer_until(struct replaying *p, int64_t time_ns)
{
	const struct asks *asks = p->r->asks;

	for (; p->next_ask < asks->count && asks->at[p->next_ask].time_ns < time_ns; p->next_ask++) {
		const struct ask *ask = &asks->at[p->next_ask];
		struct answer answer = answer_to(p, ask);

		if (p->is_first)
			p->r->answers[p->next_ask] = answer;
		else if ((!p->ask || ask->slices) && ask->time_ns > changed_ns(p->frees, p->free_count) &&
			!is_same(&answer, &p->r->answers[p->next_ask])) {
			p->ask = p->ask ? p->ask : ask;
			p->slices_otherwise |= ask->slices;
		}
	}
}

/* Changes what is to be changed before this time. */
static void change_until(struct replaying *p, int64_t time_ns)
{
	for (; p->next_free < p->free_count && p->frees[p->next_free].end_ns < time_ns; p->next_free++) {
		answer_until(p, p->frees[p->next_free].end_ns);
		change(p, &p->frees[p->next_free]);
	}
	answer_until(p, time_ns);
}

static void replay(struct replaying *p)
{
	struct address_replay *r = p->r;

	table_free_values(&r->held);
	moved_blocks_begin(&r->moved);
	memset(r->address, 0, (r->events.count + 1) * sizeof(*r->address));
	for (size_t i = 0; i < p->free_count; i++)
		table_put(&p->changed, p->frees[i].born, (void *)(uintptr_t)&p->frees[i]);
	for (size_t i = 0; i < r->events.count && work_spend(EVENT_NS); i++) {
		change_until(p, r->events.at[i].time_ns);
		on_event(p, i);
	}
	change_until(p, INT64_MAX);
	allocators_free(&p->allocators);
	table_free(&p->changed);
	table_free_values(&p->promised);
}

static size_t recorded_failures(const struct allocator_events *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->count; i++)
		n += all->at[i].kind == ALLOCATOR_OOM || all->at[i].kind == ALLOCATOR_CLASH;
	return n;
}

void address_replay_read(struct address_replay *r, sqlite3 *db, int64_t run, const struct asks *asks)
{
	struct replaying p = {.r = r, .is_first = true};

	*r = (struct address_replay){.asks = asks};
	if (allocator_events_have_own_addresses(db, run)) {
		r->unknown = "buffers have addresses of their own on each core";
		return;
	}
	r->events = allocator_events_read(db, run);
	allocator_events_order(&r->events);
	r->address = xcalloc(r->events.count + 1, sizeof(*r->address));
	r->answers = xcalloc(asks->count + 1, sizeof(*r->answers));
	for (size_t i = 0; i < r->events.count; i++)
		if (r->events.at[i].kind == ALLOCATOR_ALLOC)
			table_put(&r->born, r->events.at[i].born, (void *)(uintptr_t)(i + 1));
	r->moved = moved_blocks_read(db, run, &r->events, &r->born);
	replay(&p);
	r->failures = p.failures;
	if (p.missed || p.fails)
		r->unknown = "a replay of what was allocated does not give the recorded addresses";
	else if (p.failures != recorded_failures(&r->events))
		r->unknown = "a replay of what was allocated does not give the recorded failures";
}

void address_replay_free(struct address_replay *r)
{
	free(r->events.at);
	free(r->address);
	free(r->answers);
	moved_blocks_free(&r->moved);
	table_free(&r->born);
	table_free_values(&r->held);
	*r = (struct address_replay){0};
}

struct address_replay_result address_replay_with(struct address_replay *r,
	const struct early_free *frees, size_t count)
{
	struct replaying p = {.r = r, .frees = frees, .free_count = count};

	if (r->unknown)
		return (struct address_replay_result){.ask = asks_after(r->asks, changed_ns(frees, count))};
	replay(&p);
	return (struct address_replay_result){
		.fails = p.fails || (p.slices_otherwise && r->small_is_tight), .op = p.op, .ask = p.ask,
		.moves_otherwise = p.moves_otherwise, .slices_otherwise = p.slices_otherwise,
		.prevented = p.failures < r->failures ? r->failures - p.failures : 0};
}

int64_t address_replay_headroom(const struct address_replay *r, int64_t handle)
{
	const struct least *l = table_get(&r->held, (uint64_t)handle);

	return l ? l->headroom_bytes : -1;
}
