/*
 * Buffers in DRAM that a replay overwrites, and how often each is counted. No recorder writes
 * addresses outside a memory, devices nobody described, or replays of released traces: stories with
 * these are not for the naive replay.
 */
#include "three_judges.h"

enum { DRAM_BASE = 1048640 };

/* While a program is captured, DRAM buffer 1 is made at DRAM_BASE, 200 bytes a bank, and freed later. */
static void captured_in_dram(struct story *s, uint64_t chips)
{
	story_begin(s);
	tell_chips(s, BOTH_CHIPS, 0, 2);
	tell_open(s, DEVICE, chips);
	tell_region(s, 1, chips, 0, BASE, 1000, ALL_CORES);
	tell_trace(s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_alloc(s, 1, DEVICE, L1T_DRAM, DRAM_BASE, 200);
	tell_launch(s, 1, DEVICE, chips, 5);
	tell_free(s, 1, DEVICE, L1T_DRAM);
	tell_trace(s, L1T_CAPTURE_END, DEVICE, TRACE);
}

static void a_replay_overwrites_dram_that_its_launches_had(void **unused)
{
	struct story s;

	(void)unused;
	captured_in_dram(&s, 0);
	tell_alloc(&s, 2, DEVICE, L1T_DRAM, DRAM_BASE + 199, 500);
	tell_alloc(&s, 3, DEVICE, L1T_DRAM, DRAM_BASE + 200, 500);      /* touches */
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 1);
	assert_int_equal(s.rows->findings[0].id, 2);
	assert_int_equal(s.rows->findings[0].type, L1T_DRAM);
	assert_int_equal(s.rows->findings[0].address, DRAM_BASE + 199);
	assert_peak(&s, 1, 0, 0, 0, 0, 1000, 0);
	story_free(&s);
}

static void dram_and_l1_are_two_memories(void **unused)
{
	struct story s;

	(void)unused;
	captured_in_dram(&s, 0);
	tell_alloc(&s, 2, DEVICE, L1T_DRAM, BASE, 100);         /* where the program's region is in L1 */
	tell_alloc(&s, 3, DEVICE, L1T_L1_SMALL, DRAM_BASE, 100);
	tell_alloc(&s, 4, DEVICE, L1T_TRACE, DRAM_BASE, 100);   /* of a part of DRAM of its own */
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end_for(&s, L1ANALYZE_TOO);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 0);
	story_free(&s);
}

static void dram_that_lived_at_no_captured_launch_is_not_written(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_DRAM, DRAM_BASE, 200);
	tell_free(&s, 1, DEVICE, L1T_DRAM);
	tell_alloc(&s, 2, DEVICE, L1T_DRAM, DRAM_BASE + 1000, 200);     /* stays live */
	tell_region(&s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_alloc(&s, 3, DEVICE, L1T_DRAM, DRAM_BASE + 2000, 200);     /* after the last launch */
	tell_free(&s, 3, DEVICE, L1T_DRAM);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_alloc(&s, 4, DEVICE, L1T_DRAM, DRAM_BASE, 200);
	tell_alloc(&s, 5, DEVICE, L1T_DRAM, DRAM_BASE + 2000, 200);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	tell_free(&s, 2, DEVICE, L1T_DRAM);
	tell_alloc(&s, 6, DEVICE, L1T_DRAM, DRAM_BASE + 1000, 200);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 1);
	assert_int_equal(s.rows->findings[0].id, 6);
	story_free(&s);
}

static void a_buffer_is_one_hazard_however_many_replays_overwrite_it(void **unused)
{
	struct story s;
	int64_t first_ns;

	(void)unused;
	captured_in_dram(&s, BOTH_CHIPS);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);              /* before there are buffers */
	tell_alloc(&s, 2, DEVICE, L1T_DRAM, DRAM_BASE, 100);
	first_ns = s.now_ns + 10;
	for (int i = 0; i < 5; i++)
		tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	tell_free(&s, 2, DEVICE, L1T_DRAM);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 1);
	assert_int_equal(s.rows->findings[0].replays, 5);
	assert_int_equal(s.rows->findings[0].time_ns, first_ns);
	assert_int_equal(s.rows->findings[0].op, 3);
	story_free(&s);
}

static void an_id_that_comes_again_is_another_buffer(void **unused)
{
	struct story s;

	(void)unused;
	captured_in_dram(&s, 0);
	tell_alloc(&s, 2, DEVICE, L1T_DRAM, DRAM_BASE, 100);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	tell_free(&s, 2, DEVICE, L1T_DRAM);
	tell_alloc(&s, 2, DEVICE, L1T_DRAM, DRAM_BASE + 5000, 100);     /* overlaps no launch */
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	tell_free(&s, 2, DEVICE, L1T_DRAM);
	tell_alloc(&s, 2, DEVICE, L1T_DRAM, DRAM_BASE, 100);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 2);
	assert_int_equal(s.rows->findings[0].replays, 1);
	assert_int_equal(s.rows->findings[1].replays, 2);
	story_free(&s);
}

static void two_traces_that_overwrite_a_buffer_count_together(void **unused)
{
	struct story s;

	(void)unused;
	captured_in_dram(&s, 0);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE + 1);
	tell_alloc(&s, 7, DEVICE, L1T_DRAM, DRAM_BASE, 100);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_free(&s, 7, DEVICE, L1T_DRAM);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE + 1);
	tell_alloc(&s, 2, DEVICE, L1T_DRAM, DRAM_BASE, 100);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE + 1);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	tell_trace(&s, L1T_RELEASE, DEVICE, TRACE);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);              /* of nothing */
	story_end_for(&s, L1ANALYZE_TOO);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 1);
	assert_int_equal(s.rows->findings[0].other, TRACE + 1);
	assert_int_equal(s.rows->findings[0].replays, 2);
	story_free(&s);
}

static void dram_of_another_chip_is_not_written(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_open(&s, 2, 1);
	tell_region(&s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_alloc(&s, 1, 2, L1T_DRAM, DRAM_BASE, 200);         /* live on chip 1 meanwhile */
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_alloc(&s, 2, DEVICE, L1T_DRAM, DRAM_BASE, 200);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 0);
	story_free(&s);
}

static void dram_of_unknown_place_is_passed_over(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_alloc(&s, 1, DEVICE, L1T_DRAM, L1T_UNKNOWN, 200);
	tell_alloc(&s, 2, DEVICE, L1T_DRAM, DRAM_BASE, L1T_UNKNOWN);
	tell_alloc(&s, 3, 99, L1T_DRAM, DRAM_BASE, 100);        /* of no device that is known */
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_alloc(&s, 4, DEVICE, L1T_DRAM, DRAM_BASE, 100);
	tell_alloc(&s, 5, DEVICE, L1T_DRAM, L1T_UNKNOWN, 100);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end_for(&s, L1ANALYZE_TOO);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 0);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_replay_overwrites_dram_that_its_launches_had),
		cmocka_unit_test(dram_and_l1_are_two_memories),
		cmocka_unit_test(dram_that_lived_at_no_captured_launch_is_not_written),
		cmocka_unit_test(a_buffer_is_one_hazard_however_many_replays_overwrite_it),
		cmocka_unit_test(an_id_that_comes_again_is_another_buffer),
		cmocka_unit_test(two_traces_that_overwrite_a_buffer_count_together),
		cmocka_unit_test(dram_of_another_chip_is_not_written),
		cmocka_unit_test(dram_of_unknown_place_is_passed_over),
	};

	return run_stories("hazards in dram", tests);
}
