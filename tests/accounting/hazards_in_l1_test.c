/*
 * Buffers in L1 that a replay overwrites. The naive replay takes the parts of a buffer with addresses
 * of its own on each core for buffers: it does not judge them.
 */
#include "three_judges.h"

static void what_a_replay_overwrites_is_a_hazard(void **unused)
{
	struct story s;

	(void)unused;
	one_capture(&s, 200);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 800100, 500);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 1);
	assert_int_equal(s.rows->findings[0].id, 2);
	assert_int_equal(s.rows->findings[0].other, TRACE);
	story_free(&s);
}

static void a_buffer_in_a_captured_programs_regions_is_a_hazard(void **unused)
{
	struct story s;

	(void)unused;
	one_capture(&s, 0);
	tell_alloc(&s, 2, DEVICE, L1T_L1, BASE + 900, 500);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 1);
	story_free(&s);
}

static void a_buffer_that_came_between_captured_launches_is_overwritten_too(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 200);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 800100, 500);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 1);
	story_free(&s);
}

static void per_core_buffers_are_in_danger_on_their_cores(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1_SMALL, TOP, 64, LEFT_CORES);
	tell_region(&s, 1, 0, 0, BASE, 1000, LEFT_CORES);
	tell_region(&s, 2, 0, 0, BASE + 1000, 1000, RIGHT_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_launch(&s, 2, DEVICE, 0, 5);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_free(&s, 1, DEVICE, L1T_L1_SMALL);
	tell_alloc_on(&s, 2, DEVICE, L1T_L1_SMALL, TOP + 32, 64, LEFT_CORES);   /* was the first's */
	tell_alloc_on(&s, 3, DEVICE, L1T_L1, BASE + 1000, 64, LEFT_CORES);      /* touches */
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 1);
	assert_int_equal(s.rows->findings[0].id, 2);
	story_free(&s);
}

static void a_buffer_beside_the_trace_or_older_than_it_is_no_hazard(void **unused)
{
	struct story s;

	(void)unused;
	one_capture(&s, 200);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 700000, 500);         /* beside */
	tell_alloc(&s, 3, DEVICE, L1T_DRAM, 800000, 500);       /* not L1 */
	tell_alloc(&s, 4, DEVICE, L1T_L1, 800200, 500);         /* touches its end */
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 5, DEVICE, L1T_L1, 800000, 100);
	tell_free(&s, 5, DEVICE, L1T_L1);                       /* gone before the next */
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 0);
	story_free(&s);
}

static void a_buffer_before_the_captures_end_in_the_same_ns_is_no_hazard(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 4);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_alloc(&s, 2, DEVICE, L1T_L1, BASE + 900, 500);
	tell_at_once(&s);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, 4);
	tell_trace(&s, L1T_REPLAY, DEVICE, 4);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 0);
	story_free(&s);
}

static void per_core_buffers_of_a_capture_are_hazards_on_their_cores(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1, 800000, 64, LEFT_CORES);
	tell_region(&s, 1, 0, 0, BASE, 1000, LEFT_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 4);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, 4);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc_on(&s, 2, DEVICE, L1T_L1, 800000, 64, RIGHT_CORES);  /* other cores */
	tell_trace(&s, L1T_REPLAY, DEVICE, 4);
	tell_alloc_on(&s, 4, DEVICE, L1T_L1, 800060, 64, ONE_CORE);
	tell_trace(&s, L1T_REPLAY, DEVICE, 4);
	tell_free(&s, 4, DEVICE, L1T_L1);
	tell_alloc(&s, 3, DEVICE, L1T_L1, 800032, 64);
	tell_trace(&s, L1T_REPLAY, DEVICE, 4);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 2);
	assert_int_equal(s.rows->findings[0].id, 4);
	assert_int_equal(s.rows->findings[1].id, 3);
	story_free(&s);
}

static void a_region_on_other_cores_is_no_hazard(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 1000, LEFT_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 4);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, 4);
	tell_alloc_on(&s, 2, DEVICE, L1T_L1, BASE, 64, RIGHT_CORES);
	tell_trace(&s, L1T_REPLAY, DEVICE, 4);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 0);
	story_free(&s);
}

static void what_a_replay_overwrites_in_l1_small_is_a_hazard_too(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 1000, ALL_CORES);
	tell_alloc(&s, 1, DEVICE, L1T_L1_SMALL, TOP, 64);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_free(&s, 1, DEVICE, L1T_L1_SMALL);
	tell_alloc(&s, 2, DEVICE, L1T_L1_SMALL, TOP + 32, 64);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 1);
	assert_int_equal(s.rows->findings[0].id, 2);
	assert_peak(&s, 1, 0, 0, 0, 96, 1000, 0);
	story_free(&s);
}

/* Buffer 2 has two parts, on the left and on the right cores; a program writes where both are. */
static void a_buffer_of_several_addresses_is_one_hazard(void **unused)
{
	const uint64_t part = 2 | (uint64_t)1 << L1T_PART_SHIFT;
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_alloc_on(&s, 2, DEVICE, L1T_L1, 800000, 64, LEFT_CORES);
	tell_buffer(&s, (struct l1t_alloc){.id = part, .device = DEVICE, .type = L1T_L1,
		.address = BASE + 100, .bytes_per_core = 64, .cores = RIGHT_CORES,
		.flags = L1T_ALLOC_PER_CORE | L1T_ALLOC_PART});
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	tell_free(&s, part, DEVICE, L1T_L1);
	tell_buffer(&s, (struct l1t_alloc){.id = part, .device = DEVICE, .type = L1T_L1,
		.address = BASE + 200, .bytes_per_core = 64, .cores = RIGHT_CORES,
		.flags = L1T_ALLOC_PER_CORE | L1T_ALLOC_PART});
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end_for(&s, L1ANALYZE_TOO);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 1);
	assert_int_equal(s.rows->findings[0].id, 2);
	assert_int_equal(s.rows->findings[0].address, BASE + 100);
	assert_int_equal(s.rows->findings[0].replays, 2);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_replay_overwrites_is_a_hazard),
		cmocka_unit_test(a_buffer_in_a_captured_programs_regions_is_a_hazard),
		cmocka_unit_test(a_buffer_that_came_between_captured_launches_is_overwritten_too),
		cmocka_unit_test(per_core_buffers_are_in_danger_on_their_cores),
		cmocka_unit_test(a_buffer_beside_the_trace_or_older_than_it_is_no_hazard),
		cmocka_unit_test(a_buffer_before_the_captures_end_in_the_same_ns_is_no_hazard),
		cmocka_unit_test(per_core_buffers_of_a_capture_are_hazards_on_their_cores),
		cmocka_unit_test(a_region_on_other_cores_is_no_hazard),
		cmocka_unit_test(what_a_replay_overwrites_in_l1_small_is_a_hazard_too),
		cmocka_unit_test(a_buffer_of_several_addresses_is_one_hazard),
	};

	return run_stories("hazards in l1", tests);
}
