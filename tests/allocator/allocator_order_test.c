/*
 * The order in which an allocator saw the calls of parallel threads. Threads are simulated here: as
 * in the recorder, each placement is stamped some time after it, each free some time before it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "allocator_events.h"
#include "bank_heap.h"
#include "placement_policies.h"

enum { FROM = 1000, TO = 5000, THREADS_MAX = 6, EVENTS = 2000, LIVE_MAX = 200 };

struct player {                 /* a thread, in a call or not */
	bool placing, freeing;
	struct allocator_event call;
};

struct play {
	struct bank_heap heap;
	struct player players[THREADS_MAX];
	struct allocator_event live[LIVE_MAX];        /* stamped, and not freed yet */
	size_t live_count;
	struct allocator_events recorded;
	uint64_t random, born;
};

static uint64_t draw(struct play *p, uint64_t below)
{
	p->random = p->random * 6364136223846793005u + 1442695040888963407u;
	return (p->random >> 33) % below;
}

static void stamp(struct play *p, struct allocator_event h)
{
	h.time_ns = (int64_t)p->recorded.count;
	p->recorded.at[p->recorded.count++] = h;
}

static void begin_call(struct play *p, struct player *who, uint64_t thread)
{
	if (p->live_count && (p->live_count > LIVE_MAX - THREADS_MAX || draw(p, 2))) {
		size_t i = draw(p, p->live_count);

		who->call = p->live[i];
		p->live[i] = p->live[--p->live_count];
		who->call.kind = ALLOCATOR_FREE;
		who->call.thread = thread;
		who->freeing = true;
		stamp(p, who->call);
		return;
	}
	who->call = (struct allocator_event){.kind = ALLOCATOR_ALLOC, .handle = 1, .thread = thread,
		.bytes = 1 + draw(p, 300)};
	who->placing = bank_heap_take(&p->heap, placement_policies, who->call.bytes, &who->call.address);
}

static void end_call(struct play *p, struct player *who)
{
	if (who->freeing)
		bank_heap_give(&p->heap, placement_policies, who->call.address, who->call.bytes);
	if (who->placing) {
		/* numbers are given in the order of stamps */
		who->call.born = ++p->born;
		stamp(p, who->call);
		p->live[p->live_count++] = who->call;
	}
	who->placing = who->freeing = false;
}

static void play(struct play *p, unsigned threads, uint64_t seed)
{
	*p = (struct play){.random = seed, .recorded.at = calloc(EVENTS + THREADS_MAX + 1, sizeof(*p->live))};
	assert_non_null(p->recorded.at);
	stamp(p, (struct allocator_event){.kind = ALLOCATOR_OPEN, .handle = 1, .thread = UINT64_MAX,
		.l1 = {FROM, TO}});
	bank_heap_init(&p->heap, FROM, TO);
	while (p->recorded.count < EVENTS) {
		uint64_t thread = draw(p, threads);
		struct player *who = &p->players[thread];

		if (who->placing || who->freeing)
			end_call(p, who);
		else
			begin_call(p, who, thread);
	}
	/* none may end between its placement and its stamp */
	for (unsigned i = 0; i < threads; i++)
		end_call(p, &p->players[i]);
	bank_heap_free(&p->heap);
}

/* How many addresses the runtime's rule does not give in this order. */
static size_t elsewhere(const struct allocator_events *all)
{
	size_t wrong = 0;
	struct bank_heap h;

	bank_heap_init(&h, FROM, TO);
	for (size_t i = 0; i < all->count; i++) {
		const struct allocator_event *e = &all->at[i];
		uint64_t address = 0;

		if (e->kind == ALLOCATOR_FREE) {
			bank_heap_give(&h, placement_policies, e->address, e->bytes);
		} else if (e->kind == ALLOCATOR_ALLOC) {
			size_t block = placement_policies->choose(&h, e->bytes);

			address = block < h.count ? h.free[block].to - e->bytes : 0;
			wrong += address != e->address;
			if (!bank_heap_take_at(&h, e->address, e->bytes)) {
				bank_heap_free(&h);
				return wrong + 1;
			}
		}
	}
	bank_heap_free(&h);
	return wrong;
}

static void one_thread_is_in_order(void **unused)
{
	struct play p;

	(void)unused;
	play(&p, 1, 1);
	assert_int_equal(elsewhere(&p.recorded), 0);
	allocator_events_order(&p.recorded);
	assert_true(p.recorded.count >= EVENTS);
	for (size_t i = 0; i < p.recorded.count; i++)
		assert_int_equal(p.recorded.at[i].time_ns, i);
	free(p.recorded.at);
}

static void threads_side_by_side_are_put_in_the_order_of_the_addresses(void **unused)
{
	(void)unused;
	for (unsigned threads = 2; threads <= THREADS_MAX; threads++)
		for (uint64_t seed = 1; seed <= 10; seed++) {
			struct play p;

			play(&p, threads, seed * threads);
			/* in the order of their stamps they are not possible */
			assert_true(elsewhere(&p.recorded) > 0);
			allocator_events_order(&p.recorded);
			assert_int_equal(elsewhere(&p.recorded), 0);
			free(p.recorded.at);
		}
}

static void a_threads_own_happenings_keep_their_order(void **unused)
{
	int64_t last[THREADS_MAX] = {0};
	bool seen[EVENTS + THREADS_MAX + 1] = {false};
	struct play p;

	(void)unused;
	play(&p, THREADS_MAX, 5);
	allocator_events_order(&p.recorded);
	for (size_t i = 1; i < p.recorded.count; i++) {
		const struct allocator_event *h = &p.recorded.at[i];

		assert_true(h->time_ns > last[h->thread]);
		last[h->thread] = h->time_ns;
		assert_false(seen[h->time_ns]);
		seen[h->time_ns] = true;
	}
	free(p.recorded.at);
}

/* Two allocations and a free: 1 at the top, freed; 2 right below where 1 was. */
static size_t told(uint64_t second_thread, bool known_before)
{
	struct allocator_events all = {.at = calloc(8, sizeof(*all.at))};
	struct allocator_event open = {.kind = ALLOCATOR_OPEN, .handle = 1, .thread = UINT64_MAX,
		.l1 = {FROM, TO}};
	struct allocator_event a = {.kind = ALLOCATOR_ALLOC, .handle = 1, .thread = 1, .born = 1,
		.address = TO - 100, .bytes = 100};
	struct allocator_event b = {.kind = ALLOCATOR_ALLOC, .handle = 1, .thread = second_thread,
		.born = 2, .address = TO - 150, .bytes = 50};
	struct allocator_event freed = a, other = b;
	size_t wrong;

	assert_non_null(all.at);
	freed.kind = ALLOCATOR_FREE;
	/* the other thread has something of its own between the free and its allocation */
	other.born = 3;
	other.address = TO - 10;
	other.bytes = 10;
	all.at[all.count++] = open;
	all.at[all.count++] = a;
	all.at[all.count++] = freed;
	if (known_before) {
		all.at[all.count++] = other;
		other.kind = ALLOCATOR_FREE;
		all.at[all.count++] = other;
		a.born = 4;             /* thread 1 records again: its free is over */
		a.address = TO - 20;
		a.bytes = 20;
		all.at[all.count++] = a;
	}
	all.at[all.count++] = b;
	allocator_events_order(&all);
	wrong = elsewhere(&all);
	free(all.at);
	return wrong;
}

static void what_the_threads_rule_out_is_not_explained_away(void **unused)
{
	(void)unused;
	assert_int_equal(told(2, false), 0);    /* 2 was placed before 1 was given back */
	assert_int_equal(told(1, false), 1);    /* one thread makes one call after the other */
	assert_int_equal(told(2, true), 1);     /* the free was over before 2 began */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_thread_is_in_order),
		cmocka_unit_test(threads_side_by_side_are_put_in_the_order_of_the_addresses),
		cmocka_unit_test(a_threads_own_happenings_keep_their_order),
		cmocka_unit_test(what_the_threads_rule_out_is_not_explained_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
