/*
 * Mesh traces: capture, replay, release. No recorder writes replays of traces that are unknown or
 * released: the naive replay has no rows of them.
 */
#include "three_judges.h"

static void a_captured_launch_is_no_instant(void **unused)
{
	struct story s;

	(void)unused;
	one_capture(&s, 0);
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
	one_capture(&s, 200);
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
	one_capture(&s, 200);
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
	one_capture(&s, 0);
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
	one_capture(&s, 0);
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
	one_capture(&s, 0);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE + 1);
	tell_trace(&s, L1T_RELEASE, DEVICE, TRACE);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end_for(&s, L1ANALYZE_TOO);
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

static void launches_of_an_earlier_opening_are_not_replayed(void **unused)
{
	struct story s;

	(void)unused;
	one_capture(&s, 0);
	tell_close(&s, DEVICE);
	tell_open(&s, 2, 0);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	tell_trace(&s, L1T_REPLAY, 2, TRACE);
	story_end_for(&s, L1ANALYZE_TOO);
	assert_peak(&s, 2, 0, 0, 0, 0, 0, 0);
	story_free(&s);
}

static void a_replay_over_capacity_is_a_finding(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, TOP - BASE, ALL_CORES);
	tell_alloc(&s, 1, DEVICE, L1T_L1_SMALL, TOP, SMALL_BYTES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	assert_int_equal(findings_of(&s, FINDING_OVER_CAPACITY), 0);
	tell_buffer(&s, (struct l1t_alloc){.id = 7, .device = DEVICE, .type = L1T_PERSISTENT,
		.address = BASE, .size_bytes = 8, .bytes_per_core = 8, .flags = L1T_ALLOC_PER_CORE,
		.cores = ALL_CORES});
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_true(findings_of(&s, FINDING_OVER_CAPACITY) > 0);
	story_free(&s);
}

/* Three programs are captured: 3,000 bytes left, then 100 everywhere, then 2,000 right. */
static void a_replays_peak_names_the_captured_launch_that_makes_it(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 3000, LEFT_CORES);
	tell_region(&s, 2, 0, 0, BASE, 100, ALL_CORES);
	tell_region(&s, 3, 0, 0, BASE, 2000, RIGHT_CORES);
	tell_region(&s, 4, 0, 0, BASE, 5000, ONE_CORE);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 11);
	tell_launch(&s, 2, DEVICE, 0, 12);
	tell_launch(&s, 3, DEVICE, 0, 13);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);              /* op 4 */
	tell_launch(&s, 4, DEVICE, 0, 14);
	story_end(&s);
	assert_int_equal(op_of(&s, 4, 0)->captured_op, 1);
	assert_int_equal(op_of(&s, 4, 0)->captured_name, 11);
	assert_int_equal(op_of(&s, 4, 0)->name, account_replay_name(TRACE));
	assert_int_equal(peak_of(&s, 1, 1, 0)->captured_op, 1);
	assert_int_equal(peak_of(&s, 1, 2, 0)->captured_op, 3);
	assert_int_equal(peak_of(&s, 1, 2, 0)->captured_name, 13);
	assert_int_equal(peak_of(&s, 1, 2, 0)->name, account_replay_name(TRACE));
	/* a launch took this one over */
	assert_int_equal(peak_of(&s, 1, 0, 0)->captured_op, 0);
	assert_int_equal(op_of(&s, 5, 0)->captured_op, 0);
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
		cmocka_unit_test(launches_of_an_earlier_opening_are_not_replayed),
		cmocka_unit_test(a_replay_over_capacity_is_a_finding),
		cmocka_unit_test(a_replays_peak_names_the_captured_launch_that_makes_it),
	};

	return run_stories("replays", tests);
}
