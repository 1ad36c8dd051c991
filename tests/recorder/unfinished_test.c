/*
 * Calls that do not return are given up after a second in which their thread went on. The clock is
 * simulated; no test waits.
 *
 * Must not know: events, files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "clock.h"

static int64_t mono_now;

static int64_t made_up_monotonic_ns(void)
{
	return mono_now;
}

#define l1tr_monotonic_ns made_up_monotonic_ns
#include "unfinished.c" /* the real one, with this clock */

_Alignas(L1TR_WIPED_BYTES) union l1tr_wiped l1tr_wiped;

enum { MS = 1000000 };

static struct l1t_ring_header ring;
static struct l1tr_unfinished wait;

static int begin(void **state)
{
	(void)state;
	memset(&ring, 0, sizeof(ring));
	memset(&wait, 0, sizeof(wait));
	atomic_store(&l1tr_process.live_lost, 0);
	atomic_store(&ring.state, L1T_RING_USED);
	atomic_store(&ring.head, 100);
	mono_now = 5;
	return 0;
}

/* Rounds of the writer, a millisecond apart, all of which find the event at `slot` unfinished. */
static bool given_up(uint64_t slot, unsigned rounds)
{
	bool up = false;

	for (unsigned i = 0; i < rounds && !up; i++) {
		up = l1tr_unfinished_give_up(&wait, &ring, slot);
		mono_now += MS;
	}
	return up;
}

static void record(uint64_t slots)
{
	atomic_fetch_add(&ring.head, slots);
}

static void a_thread_that_did_nothing_since_is_waited_for(void **state)
{
	(void)state;
	assert_false(given_up(90, 100000));
}

static void one_that_went_on_is_waited_for_a_second(void **state)
{
	(void)state;
	assert_false(given_up(90, 1));
	record(5);
	assert_false(given_up(90, 999));
	assert_true(given_up(90, 5));
}

static void a_process_that_stood_still_has_its_rounds_first(void **state)
{
	(void)state;
	assert_false(given_up(90, 1));
	record(5);
	mono_now += 60000LL * MS;
	assert_false(given_up(90, 9));
	assert_true(given_up(90, 1));
}

static void in_a_full_ring_a_thread_that_drops_has_gone_on(void **state)
{
	(void)state;
	assert_false(given_up(90, 2000));
	atomic_fetch_add(&ring.lost, 1);
	assert_true(given_up(90, 1));
}

static void all_that_had_begun_are_given_up_together(void **state)
{
	(void)state;
	assert_false(given_up(10, 1));
	record(50);
	assert_true(given_up(10, 1100));
	assert_true(given_up(20, 1));
	assert_true(given_up(99, 1));
	/* began later: has a second of its own */
	assert_false(given_up(100, 900));
	record(1);
	assert_true(given_up(100, 200));
}

static void a_thread_that_has_ended_never_returns(void **state)
{
	(void)state;
	atomic_store(&ring.state, L1T_RING_EXITED);
	assert_true(given_up(90, 1));
}

static void nothing_is_given_up_in_a_ring_that_was_lost(void **state)
{
	(void)state;
	atomic_store(&l1tr_process.live_lost, 1);
	atomic_store(&ring.state, L1T_RING_EXITED);
	assert_false(given_up(90, 3000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_thread_that_did_nothing_since_is_waited_for, begin),
		cmocka_unit_test_setup(one_that_went_on_is_waited_for_a_second, begin),
		cmocka_unit_test_setup(a_process_that_stood_still_has_its_rounds_first, begin),
		cmocka_unit_test_setup(in_a_full_ring_a_thread_that_drops_has_gone_on, begin),
		cmocka_unit_test_setup(all_that_had_begun_are_given_up_together, begin),
		cmocka_unit_test_setup(a_thread_that_has_ended_never_returns, begin),
		cmocka_unit_test_setup(nothing_is_given_up_in_a_ring_that_was_lost, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
