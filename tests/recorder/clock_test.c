/*
 * Time: from ticks to ns, with counters that are suspended, set back, differ from processor to
 * processor or run at a rate that was measured badly. The clocks here are simulated; no test waits.
 *
 * Must not know: events, files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "clock.h"

static uint64_t ticks_now;
static int64_t mono_now;

static uint64_t made_up_ticks(void)
{
	return ticks_now;
}

static void made_up_pair(uint64_t *ticks, int64_t *mono_ns)
{
	*ticks = ticks_now;
	*mono_ns = mono_now;
}

#define l1tr_ticks made_up_ticks
#define l1tr_clock_pair made_up_pair
#include "timeline.c"   /* the real one, with these clocks */

uint32_t l1tr_clock_kind;

enum { S = 1000000000 };
static const double RATE = 2.5;         /* ticks per ns */

static struct l1tr_timeline line_of_time;
static int64_t last_ns;
static unsigned lines;

static void begin(double believed_ns_per_tick)
{
	struct l1t_anchor first;

	ticks_now = 1000000;
	mono_now = 77 * (int64_t)S;
	first = (struct l1t_anchor){ticks_now, 0, believed_ns_per_tick};
	l1tr_timeline_begin(&line_of_time, &first, mono_now);
	last_ns = 0;
	lines = 0;
}

/* Both clocks advance, the writer looks; times of events never run backwards. */
static void go_on(int64_t ns, int64_t step_ns)
{
	for (int64_t t = 0; t < ns; t += step_ns) {
		struct l1t_anchor line;
		int64_t now;

		ticks_now += (uint64_t)((double)step_ns * RATE);
		mono_now += step_ns;
		if (l1tr_timeline_due(&line_of_time, &line)) {
			l1tr_timeline_add(&line_of_time, &line);
			lines++;
		}
		now = l1tr_timeline_ns(&line_of_time, ticks_now);
		if (now < last_ns)
			fail_msg("at %lld ns after %lld ns", (long long)now, (long long)last_ns);
		last_ns = now;
	}
}

static int64_t error_ns(void)
{
	return l1tr_timeline_ns(&line_of_time, ticks_now) - (mono_now - 77 * (int64_t)S);
}

static void a_rate_measured_badly_is_mended(void **state)
{
	(void)state;
	begin(1 / RATE * 1.001);
	go_on(10ll * S, 10000000);
	assert_in_range(error_ns() + 20000, 0, 40000);
	begin(1 / RATE * 0.999);
	go_on(10ll * S, 10000000);
	assert_in_range(error_ns() + 20000, 0, 40000);
}

/* While a call is waited for, or the writer gets no processor, the last line holds on. */
static void lines_that_come_late_miss_by_little(void **state)
{
	(void)state;
	for (int64_t late_ns = 20000000; late_ns <= 5ll * S; late_ns *= 3) {
		begin(1 / RATE * 1.02);
		go_on(30000000, 5000000);
		for (unsigned i = 0; i < 20; i++) {
			go_on(late_ns, late_ns);
			assert_in_range(error_ns() + 3000000, 0, 6000000);
		}
	}
}

/* Events of other rings from before a new line of the timeline keep the times of their own line. */
static void what_is_older_than_a_new_line_keeps_its_time(void **state)
{
	struct l1t_anchor line;
	unsigned seen = 0;

	(void)state;
	begin(1 / RATE * 1.02);
	for (unsigned i = 0; i < 1000; i++) {
		uint64_t ago = ticks_now - 2000000;
		int64_t before_ns = l1tr_timeline_ns(&line_of_time, ago);

		if (l1tr_timeline_due(&line_of_time, &line)) {
			l1tr_timeline_add(&line_of_time, &line);
			seen++;
		}
		assert_int_equal(before_ns, l1tr_timeline_ns(&line_of_time, ago));
		ticks_now += (uint64_t)(1000000 * RATE);
		mono_now += 1000000;
	}
	assert_in_range(seen, 2, 1000);
}

static void a_day_stays_right_to_microseconds(void **state)
{
	(void)state;
	begin(1 / RATE);
	go_on(86400ll * S, 100000000);
	assert_in_range(error_ns() + 5000, 0, 10000);
}

/*
 * CLOCK_MONOTONIC stands still while a machine is suspended; its counter may continue, or begin
 * anew.
 */
static void a_suspend_never_turns_time_round(void **state)
{
	(void)state;
	begin(1 / RATE);
	go_on(5ll * S, 10000000);
	ticks_now += (uint64_t)(3600.0 * S * RATE);
	go_on(20ll * S, 10000000);
	/* the hour counts, and after it time advances at its pace */
	assert_in_range(last_ns - 3625ll * S + 100000, 0, 200000);
	begin(1 / RATE);
	go_on(5ll * S, 10000000);
	ticks_now = 5000;
	go_on(20ll * S, 10000000);
	assert_in_range(error_ns() + 100000000, 0, 200000000);
}

/* The counter stood still, the clock did not: a step forward. */
static void a_counter_that_stood_still_makes_a_step_forward(void **state)
{
	(void)state;
	begin(1 / RATE);
	go_on(5ll * S, 10000000);
	mono_now += 60ll * S;
	go_on(10ll * S, 10000000);
	assert_in_range(error_ns() + 100000, 0, 200000);
}

/*
 * The writer's looks happen on processors whose counters differ. No look makes time run backwards,
 * and a change to the processor that is late is not taken for a counter that was set back.
 */
static void run_with_offset(int64_t offset_ns)
{
	const uint64_t offset = (uint64_t)((double)offset_ns * RATE);
	unsigned behind = 0, random = 1;

	begin(1 / RATE);
	for (unsigned i = 0; i < 8000; i++) {
		int64_t ahead_ns = last_ns;

		random = random * 1664525 + 1013904223;
		if (random >> 31 != behind) {
			behind = random >> 31;
			ticks_now += behind ? -offset : offset;
		}
		/* an event from the processor that is late may be that much earlier, no more */
		assert_in_range(l1tr_timeline_ns(&line_of_time, ticks_now) + offset_ns * 3 / 2,
			ahead_ns, ahead_ns + offset_ns * 3);
		last_ns -= offset_ns * 3 / 2;
		go_on(1000000, 1000000);
	}
	assert_in_range(error_ns() + 4 * offset_ns, 0, 8 * offset_ns);
	assert_in_range(lines, 1, 200);
}

static void processors_with_an_offset_keep_the_order(void **state)
{
	(void)state;
	run_with_offset(3200);
	run_with_offset(2000000);
}

static void times_are_rounded_down_by_less_than_an_event_takes(void **state)
{
	enum { EVENT_NS = 9 };
	int64_t last = -1;

	(void)state;
	begin(1 / RATE);
	for (int i = 0; i < 1000; i++) {
		int64_t exact = i * (int64_t)EVENT_NS, ns;

		ns = l1tr_timeline_ns(&line_of_time, ticks_now + (uint64_t)((double)exact * RATE));
		assert_in_range(exact + 1 - ns, 0, 9);
		assert_int_equal(ns % L1TR_TIME_STEP_NS, 0);
		assert_true(ns > last);
		last = ns;
	}
}

static void the_other_clock_needs_no_lines(void **state)
{
	struct l1t_anchor line;

	(void)state;
	l1tr_clock_kind = 1;
	begin(1);
	ticks_now += (uint64_t)S;
	mono_now += 5ll * S;
	assert_int_equal(0, l1tr_timeline_due(&line_of_time, &line));
	assert_int_equal(S, l1tr_timeline_ns(&line_of_time, ticks_now));
	l1tr_clock_kind = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rate_measured_badly_is_mended),
		cmocka_unit_test(lines_that_come_late_miss_by_little),
		cmocka_unit_test(what_is_older_than_a_new_line_keeps_its_time),
		cmocka_unit_test(a_day_stays_right_to_microseconds),
		cmocka_unit_test(a_suspend_never_turns_time_round),
		cmocka_unit_test(a_counter_that_stood_still_makes_a_step_forward),
		cmocka_unit_test(processors_with_an_offset_keep_the_order),
		cmocka_unit_test(times_are_rounded_down_by_less_than_an_event_takes),
		cmocka_unit_test(the_other_clock_needs_no_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
