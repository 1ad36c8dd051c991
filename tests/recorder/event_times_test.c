/*
 * What times events get, of threads that record in turn, each event caused by the one before, whenever
 * the writer looks: they sort into the order in which they happened.
 *
 * Must not know: rings, files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>
#include "event_times.h"

enum { THREADS = 3, EVENTS = 3000, EVENT_NS = 9, RUNS = 100 };

struct event {
	int64_t exact_ns, ns;
	unsigned thread, order;
};

struct story {
	struct event events[EVENTS];
	unsigned count;
	unsigned queue[THREADS][EVENTS], recorded[THREADS], taken[THREADS];
	unsigned thread;
	int64_t now_ns;
	struct l1tr_event_times times;
	uint64_t random;
};

static unsigned any(struct story *s, unsigned below)
{
	s->random = s->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(s->random >> 33) % below;
}

/* The next event of the story, of a thread that goes on for a while. */
static void happen(struct story *s, unsigned switches)
{
	struct event *e = &s->events[s->count];

	if (s->count == EVENTS)
		return;
	if (!any(s, switches))
		s->thread = any(s, THREADS);
	s->now_ns += EVENT_NS + (any(s, 4) ? any(s, 40) : 0);
	*e = (struct event){s->now_ns, -1, s->thread, s->count};
	s->queue[s->thread][s->recorded[s->thread]++] = s->count++;
}

static void happen_some(struct story *s, unsigned switches)
{
	for (unsigned n = any(s, 4) ? 0 : any(s, 6); n--;)
		happen(s, switches);
}

/* The writer: looks at a ring's end, then whether the others are empty, then gives times. */
static void take(struct story *s, unsigned switches)
{
	for (unsigned ring = 0; ring < THREADS; ring++) {
		unsigned end = s->recorded[ring];
		bool alone = true;

		happen_some(s, switches);
		if (s->taken[ring] == end)
			continue;
		for (unsigned i = 0; i < THREADS; i++)
			alone &= i == ring || s->taken[i] == s->recorded[i];
		l1tr_event_times_of(&s->times, ring, alone);
		for (; s->taken[ring] < end; s->taken[ring]++) {
			struct event *e = &s->events[s->queue[ring][s->taken[ring]]];

			e->ns = l1tr_event_time(&s->times, e->exact_ns, 0);
			happen_some(s, switches);
		}
	}
}

/* As a reader sorts; those of a thread are in their order already. */
static int by_time(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->ns != y->ns)
		return x->ns < y->ns ? -1 : 1;
	if (x->thread != y->thread)
		return x->thread < y->thread ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* Returns how many times are coarse. */
static unsigned play(unsigned switches, uint64_t seed)
{
	static struct story s;
	unsigned coarse = 0;

	s = (struct story){.random = seed};
	while (s.count < EVENTS) {
		for (unsigned n = any(&s, 50) + 1; n--;)
			happen(&s, switches);
		take(&s, switches);
	}
	for (unsigned i = 0; i < THREADS; i++)
		take(&s, 1);
	for (unsigned i = 0; i < EVENTS; i++) {
		const struct event *e = &s.events[i];

		assert_in_range(e->exact_ns - e->ns, 0, L1TR_COARSE_STEP_NS - 1);
		coarse += e->ns % L1TR_COARSE_STEP_NS == 0;
	}
	qsort(s.events, EVENTS, sizeof(*s.events), by_time);
	for (unsigned i = 0; i < EVENTS; i++)
		assert_int_equal(s.events[i].order, i);
	return coarse;
}

static void events_that_caused_each_other_stay_in_their_order(void **state)
{
	static const unsigned switches[] = {1, 2, 5, 20, 200};

	(void)state;
	for (unsigned i = 0; i < sizeof(switches) / sizeof(*switches); i++)
		for (uint64_t seed = 1; seed <= RUNS; seed++)
			play(switches[i], seed);
}

static void while_one_thread_records_its_times_are_coarse(void **state)
{
	(void)state;
	assert_int_equal(play(2 * EVENTS * RUNS, 7), EVENTS);
	assert_in_range(play(1, 7), 0, EVENTS / 2);
}

static void no_time_is_before_the_least(void **state)
{
	struct l1tr_event_times t = {0};

	(void)state;
	l1tr_event_times_of(&t, 0, true);
	assert_int_equal(l1tr_event_time(&t, 100, 96), 96);
	assert_int_equal(l1tr_event_time(&t, 100, 104), 104);
	assert_int_equal(l1tr_event_time(&t, 130, 104), 128);
	assert_int_equal(l1tr_event_time(&t, 131, 104), 128);
}

static void a_threads_times_never_go_back(void **state)
{
	struct l1tr_event_times t = {0};

	(void)state;
	l1tr_event_times_of(&t, 0, false);
	assert_int_equal(l1tr_event_time(&t, 126, 0), 120);
	l1tr_event_times_of(&t, 0, true);
	assert_int_equal(l1tr_event_time(&t, 127, 0), 120);
	assert_int_equal(l1tr_event_time(&t, 159, 0), 128);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_that_caused_each_other_stay_in_their_order),
		cmocka_unit_test(while_one_thread_records_its_times_are_coarse),
		cmocka_unit_test(no_time_is_before_the_least),
		cmocka_unit_test(a_threads_times_never_go_back),
	};

	return cmocka_run_group_tests_name("event times", tests, NULL, NULL);
}
