/*
 * Mesh traces: capture, replay, release, and the buffers that a replay overwrites.
 */
#include "three_judges.h"

enum { TRACE = 42 };

/* Program 1 has 1,000 bytes on all cores; captured while buffers of `live` bytes at 800,000 live. */
static void captured(struct story *s, uint64_t live)
{
	one_chip(s);
	if (live)
		tell_alloc(s, 1, DEVICE, L1T_L1, 800000, live);
	tell_region(s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_trace(s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(s, 1, DEVICE, 0, 5);
	tell_trace(s, L1T_CAPTURE_END, DEVICE, TRACE);
}

static void a_captured_launch_is_no_instant(void **unused)
{
	struct story s;

	(void)unused;
	captured(&s, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 0, 0);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, L1T_UNKNOWN);
	assert_string_equal(op_of(&s, 1, 0)->kind, "captured");
	story_free(&s);
}

static void a_replay_runs_what_was_captured(void **unused)
{
	struct story s;

	(void)unused;
	captured(&s, 200);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 200, 0, 1000, 0);
	assert_int_equal(peak_of(&s, 1, 0, 0)->op, 2);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, L1T_UNKNOWN);
	assert_int_equal(op_of(&s, 2, 0)->peak_bytes, 1200);
	assert_int_equal(change_of(&s, 1, 0, 0, "replay")->resident_bytes, 1000);
	story_free(&s);
}

static void a_replay_uses_again_what_was_freed_after_the_capture(void **unused)
{
	struct story s;

	(void)unused;
	captured(&s, 200);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 700000, 50);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	tell_alloc(&s, 3, DEVICE, L1T_L1, 600000, 10);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 250, 0, 1000, 0);
	/* and after it, only live buffers are held */
	assert_int_equal(change_of(&s, 1, 0, 0, "alloc")->buffer_bytes, 60);
	story_free(&s);
}

static void a_replays_use_is_its_largest_launch_not_their_sum(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 3000, ALL_CORES);
	tell_region(&s, 2, 0, 0, BASE, 100, ALL_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 10);
	tell_launch(&s, 1, DEVICE, 0, 0);       /* 3,010 */
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 700000, 2000);
	tell_launch(&s, 2, DEVICE, 0, 0);       /* 2,100 */
	tell_free(&s, 2, DEVICE, L1T_L1);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 10, 0, 3000, 0);
	story_free(&s);
}

static void regions_that_lie_in_buffers_of_a_replay_add_what_is_left(void **unused)
{
	struct story s;

	(void)unused;
	captured(&s, 0);
	/* allocated later over the upper half of the program's region */
	tell_alloc(&s, 1, DEVICE, L1T_L1, BASE + 500, 2000);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 2000, 0, 500, 0);
	story_free(&s);
}

static void a_replay_uses_a_cores_own_regions(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 3000, LEFT_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 3000, 0);
	assert_peak(&s, 1, 3, 0, 0, 0, 0, 0);
	story_free(&s);
}

static void l1_small_of_the_capture_is_used_again_too(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1_SMALL, TOP, 64);
	tell_region(&s, 1, 0, 0, BASE, 10, ALL_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_free(&s, 1, DEVICE, L1T_L1_SMALL);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 64, 10, 0);
	story_free(&s);
}

static void per_core_buffers_of_the_capture_are_used_again_on_their_cores(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1, 800000, 64, LEFT_CORES);
	tell_region(&s, 1, 0, 0, BASE, 10, ALL_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(op_of(&s, 2, 0)->peak_bytes, 74);
	assert_int_equal(change_of(&s, 1, 0, 0, "replay")->total_bytes, 74);
	assert_int_equal(change_of(&s, 1, 3, 0, "replay")->total_bytes, 10);
	story_free(&s);
}

static void a_replay_runs_the_placement_of_the_capture(void **unused)
{
	struct story s;

	(void)unused;
	captured(&s, 0);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 90000, ALL_CORES);
	tell_gone(&s, 1);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 1000, 0);
	story_free(&s);
}

static void a_released_or_unknown_trace_replays_nothing(void **unused)
{
	struct story s;

	(void)unused;
	captured(&s, 0);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE + 1);
	tell_trace(&s, L1T_RELEASE, DEVICE, TRACE);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 0, 0);
	assert_int_equal(op_of(&s, 2, 0)->peak_bytes, 0);
	assert_int_equal(op_of(&s, 3, 0)->program_bytes, 0);
	story_free(&s);
}

static void a_capture_of_one_device_does_not_capture_another(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_open(&s, 2, 1);
	tell_region(&s, 1, 1, 0, BASE, 700, ALL_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, 2, 1, 0);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	story_end(&s);
	assert_peak(&s, 2, 0, 0, 0, 0, 700, 0);
	assert_string_equal(op_of(&s, 1, 1)->kind, "launch");
	story_free(&s);
}

static void what_a_replay_overwrites_is_a_hazard(void **unused)
{
	struct story s;

	(void)unused;
	captured(&s, 200);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 800100, 500);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 1);
	assert_int_equal(s.findings[0].id, 2);
	assert_int_equal(s.findings[0].other, TRACE);
	story_free(&s);
}

static void a_buffer_in_a_captured_programs_regions_is_a_hazard(void **unused)
{
	struct story s;

	(void)unused;
	captured(&s, 0);
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
	assert_int_equal(s.findings[0].id, 2);
	story_free(&s);
}

static void a_buffer_beside_the_trace_or_older_than_it_is_no_hazard(void **unused)
{
	struct story s;

	(void)unused;
	captured(&s, 200);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 700000, 500);         /* beside */
	tell_alloc(&s, 3, DEVICE, L1T_DRAM, 800000, 500);       /* not L1 */
	tell_alloc(&s, 4, DEVICE, L1T_L1, 800200, 500);         /* touches its end */
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 5, DEVICE, L1T_L1, 800000, 100);
	tell_free(&s, 5, DEVICE, L1T_L1);                       /* freed before the next */
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 0);
	story_free(&s);
}

static void launches_of_an_earlier_opening_are_not_replayed(void **unused)
{
	struct story s;

	(void)unused;
	captured(&s, 0);
	tell_close(&s, DEVICE);
	tell_open(&s, 2, 0);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	tell_trace(&s, L1T_REPLAY, 2, TRACE);
	story_end(&s);
	assert_peak(&s, 2, 0, 0, 0, 0, 0, 0);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_captured_launch_is_no_instant),
		cmocka_unit_test(a_replay_runs_what_was_captured),
		cmocka_unit_test(a_replay_uses_again_what_was_freed_after_the_capture),
		cmocka_unit_test(a_replays_use_is_its_largest_launch_not_their_sum),
		cmocka_unit_test(regions_that_lie_in_buffers_of_a_replay_add_what_is_left),
		cmocka_unit_test(a_replay_uses_a_cores_own_regions),
		cmocka_unit_test(l1_small_of_the_capture_is_used_again_too),
		cmocka_unit_test(per_core_buffers_of_the_capture_are_used_again_on_their_cores),
		cmocka_unit_test(a_replay_runs_the_placement_of_the_capture),
		cmocka_unit_test(a_released_or_unknown_trace_replays_nothing),
		cmocka_unit_test(a_capture_of_one_device_does_not_capture_another),
		cmocka_unit_test(what_a_replay_overwrites_is_a_hazard),
		cmocka_unit_test(a_buffer_in_a_captured_programs_regions_is_a_hazard),
		cmocka_unit_test(a_buffer_that_came_between_captured_launches_is_overwritten_too),
		cmocka_unit_test(per_core_buffers_are_in_danger_on_their_cores),
		cmocka_unit_test(a_buffer_beside_the_trace_or_older_than_it_is_no_hazard),
		cmocka_unit_test(launches_of_an_earlier_opening_are_not_replayed),
	};

	return cmocka_run_group_tests_name("traces", tests, NULL, NULL);
}
