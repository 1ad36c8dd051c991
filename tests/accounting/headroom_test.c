/*
 * headroom: from the end of a program's regions to the lowest buffer, at launches.
 */
#include "three_judges.h"

static void headroom_is_the_distance_to_the_lowest_buffer(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 900000, 100);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 700000, 100);
	tell_alloc(&s, 3, DEVICE, L1T_L1_SMALL, TOP, 100);
	tell_region(&s, 1, 0, 0, BASE + 64, 1000, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, 700000 - BASE - 1064);
	assert_int_equal(op_of(&s, 1, 0)->headroom_bytes, 700000 - BASE - 1064);
	story_free(&s);
}

static void headroom_without_a_buffer_reaches_the_end_of_the_allocatable_area(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, TOP - BASE - 1000);
	story_free(&s);
}

static void headroom_is_unknown_where_no_program_ran(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 1000, LEFT_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 1, 1)->headroom_bytes, TOP - BASE - 1000);
	assert_int_equal(peak_of(&s, 1, 2, 1)->headroom_bytes, L1T_UNKNOWN);
	story_free(&s);
}

static void the_smallest_headroom_of_the_run_is_kept(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 300000, 10);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, 300000 - BASE - 1000);
	story_free(&s);
}

static void a_program_without_local_regions_has_headroom_from_the_base(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 300000, 10);
	tell_region(&s, 1, 0, L1T_REGION_ALIAS, 300000, 10, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, 300000 - BASE);
	assert_peak(&s, 1, 0, 0, 10, 0, 0, 0);
	story_free(&s);
}

static void headroom_sees_per_core_buffers_on_their_cores_only(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1, 300000, 10, LEFT_CORES);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 500000, 10);
	tell_region(&s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, 300000 - BASE - 1000);
	assert_int_equal(peak_of(&s, 1, 3, 0)->headroom_bytes, 500000 - BASE - 1000);
	assert_int_equal(op_of(&s, 1, 0)->headroom_bytes, 300000 - BASE - 1000);
	story_free(&s);
}

static void persistent_space_moves_the_base_of_a_program_without_regions(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_PERSISTENT, BASE, 2048, ONE_CORE);
	tell_region(&s, 1, 0, L1T_REGION_ALIAS, 900000, 10, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, TOP - BASE - 2048);
	assert_int_equal(peak_of(&s, 1, 1, 0)->headroom_bytes, TOP - BASE);
	story_free(&s);
}

static void a_hole_in_persistent_space_leaves_its_end_where_it_is(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_PERSISTENT, BASE, 2048, ONE_CORE);
	tell_alloc_on(&s, 2, DEVICE, L1T_PERSISTENT, BASE + 2048, 64, ONE_CORE);
	tell_free(&s, 1, DEVICE, L1T_PERSISTENT);
	tell_region(&s, 1, 0, L1T_REGION_ALIAS, 900000, 10, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, TOP - BASE - 2112);
	story_free(&s);
}

static void headroom_is_of_launches_only_not_of_replays(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 1000, ALL_CORES);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	/* nearer to the regions than at any launch */
	tell_alloc(&s, 2, DEVICE, L1T_L1, BASE + 1010, 100);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, 800000 - BASE - 1000);
	assert_int_equal(op_of(&s, 3, 0)->headroom_bytes, L1T_UNKNOWN);
	story_free(&s);
}

static void headroom_is_unknown_where_the_sizes_of_l1_are(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_device(&s, (struct l1t_device){.device = DEVICE, .grid_x = 2, .grid_y = 2,
		.l1_bytes = L1T_UNKNOWN, .unreserved_base = L1T_UNKNOWN,
		.l1_small_bytes = L1T_UNKNOWN});
	tell_region(&s, 1, 0, 0, BASE, 10, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end_for(&s, L1ANALYZE_TOO);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, L1T_UNKNOWN);
	story_free(&s);
}

static void an_l1_small_larger_than_l1_leaves_no_headroom(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_device(&s, (struct l1t_device){.device = DEVICE, .grid_x = 2, .grid_y = 2,
		.l1_bytes = 1000, .unreserved_base = 100, .l1_small_bytes = 5000});
	tell_region(&s, 1, 0, 0, 100, 10, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_true(peak_of(&s, 1, 0, 0)->headroom_bytes < L1_BYTES);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headroom_is_the_distance_to_the_lowest_buffer),
		cmocka_unit_test(headroom_without_a_buffer_reaches_the_end_of_the_allocatable_area),
		cmocka_unit_test(headroom_is_unknown_where_no_program_ran),
		cmocka_unit_test(the_smallest_headroom_of_the_run_is_kept),
		cmocka_unit_test(a_program_without_local_regions_has_headroom_from_the_base),
		cmocka_unit_test(headroom_sees_per_core_buffers_on_their_cores_only),
		cmocka_unit_test(persistent_space_moves_the_base_of_a_program_without_regions),
		cmocka_unit_test(a_hole_in_persistent_space_leaves_its_end_where_it_is),
		cmocka_unit_test(headroom_is_of_launches_only_not_of_replays),
		cmocka_unit_test(headroom_is_unknown_where_the_sizes_of_l1_are),
		cmocka_unit_test(an_l1_small_larger_than_l1_leaves_no_headroom),
	};

	return run_stories("headroom", tests);
}
