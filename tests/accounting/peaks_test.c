/*
 * The peak of a core: at which instants it is looked for, what is kept with it, and headroom.
 */
#include "three_judges.h"

static void a_buffer_after_a_launch_never_shares_its_instant(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 5000, ALL_CORES);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 1000);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 800000, 4000);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 1000, 0, 5000, 0);
	story_free(&s);
}

static void a_peak_at_an_allocation_has_no_op(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 10, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 1000);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 1000, 0, 0, 0);
	assert_int_equal(peak_of(&s, 1, 0, 0)->op, 0);
	assert_int_equal(peak_of(&s, 1, 0, 0)->name, 0);
	story_free(&s);
}

static void a_peak_at_a_launch_names_it(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 10, ALL_CORES);
	tell_region(&s, 2, 0, 0, BASE, 20, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_launch(&s, 2, DEVICE, 0, 6);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->op, 2);
	assert_int_equal(peak_of(&s, 1, 0, 0)->name, 6);
	assert_int_equal(peak_of(&s, 1, 0, 0)->time_ns, s.now_ns - 10);
	story_free(&s);
}

static void of_equal_peaks_the_earliest_is_kept(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 700, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_launch(&s, 1, DEVICE, 0, 6);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 700);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->op, 1);
	assert_int_equal(peak_of(&s, 1, 0, 0)->name, 5);
	assert_peak(&s, 1, 0, 0, 0, 0, 700, 0);
	story_free(&s);
}

static void parts_belong_to_the_peaks_own_instant(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 900000, 10000);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 2, DEVICE, L1T_L1_SMALL, TOP, 3000);
	tell_alloc(&s, 3, DEVICE, L1T_L1, 900000, 100);
	tell_region(&s, 1, 0, 0, BASE, 9000, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 100, 3000, 9000, 0);
	story_free(&s);
}

static void a_failed_launch_is_no_instant_but_has_a_number(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 9000, ALL_CORES);
	tell(&s, (struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = 1,
		.device = DEVICE, .name = 5, .flags = L1T_LAUNCH_FAILED}});
	tell_region(&s, 2, 0, 0, BASE, 10, ALL_CORES);
	tell_launch(&s, 2, DEVICE, 0, 6);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 10, 0);
	assert_int_equal(peak_of(&s, 1, 0, 0)->op, 2);
	assert_string_equal(op_of(&s, 1, 0)->kind, "failed");
	assert_int_equal(op_of(&s, 1, 0)->peak_bytes, L1T_UNKNOWN);
	story_free(&s);
}

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

static void a_peak_over_capacity_is_a_finding(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, BASE, L1_BYTES - BASE);
	tell_region(&s, 1, 0, 0, BASE, 1, ONE_CORE);
	assert_int_equal(findings_of(&s, FINDING_OVER_CAPACITY), 0);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_OVER_CAPACITY), 1);
	story_free(&s);
}

static void ops_are_numbered_over_chips_threads_and_replays(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_open(&s, 2, 1);
	tell_region(&s, 1, 0, 0, BASE, 1, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	s.thread = 2;
	tell_region(&s, 2, 1, 0, BASE, 1, ALL_CORES);
	tell_launch(&s, 2, 2, 1, 0);
	assert_int_equal(accounting_last_op(s.accounting), 2);
	tell_trace(&s, L1T_REPLAY, DEVICE, 9);
	assert_int_equal(accounting_last_op(s.accounting), 3);
	story_end(&s);
	assert_string_equal(op_of(&s, 2, 1)->kind, "launch");
	assert_string_equal(op_of(&s, 3, 0)->kind, "replay");
	story_free(&s);
}

static void programs_of_one_op_share_its_number_on_their_thread(void **unused)
{
	struct story s;
	struct l1t_record second = {.kind = L1T_LAUNCH, .launch = {.program = 2, .device = 2,
		.chips = 1, .flags = L1T_LAUNCH_SAME_OP}};

	(void)unused;
	one_chip(&s);
	tell_open(&s, 2, 1);
	tell_launch(&s, 1, DEVICE, 0, 0);
	s.thread = 2;
	tell_launch(&s, 3, DEVICE, 0, 0);
	s.thread = 1;
	tell(&s, second);
	assert_int_equal(accounting_last_op(s.accounting), 1);
	s.thread = 3;
	tell(&s, second);       /* nothing before it on this thread: an op of its own */
	assert_int_equal(accounting_last_op(s.accounting), 3);
	story_end(&s);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buffer_after_a_launch_never_shares_its_instant),
		cmocka_unit_test(a_peak_at_an_allocation_has_no_op),
		cmocka_unit_test(a_peak_at_a_launch_names_it),
		cmocka_unit_test(of_equal_peaks_the_earliest_is_kept),
		cmocka_unit_test(parts_belong_to_the_peaks_own_instant),
		cmocka_unit_test(a_failed_launch_is_no_instant_but_has_a_number),
		cmocka_unit_test(headroom_is_the_distance_to_the_lowest_buffer),
		cmocka_unit_test(headroom_without_a_buffer_reaches_the_end_of_the_allocatable_area),
		cmocka_unit_test(headroom_is_unknown_where_no_program_ran),
		cmocka_unit_test(the_smallest_headroom_of_the_run_is_kept),
		cmocka_unit_test(a_program_without_local_regions_has_headroom_from_the_base),
		cmocka_unit_test(a_peak_over_capacity_is_a_finding),
		cmocka_unit_test(ops_are_numbered_over_chips_threads_and_replays),
		cmocka_unit_test(programs_of_one_op_share_its_number_on_their_thread),
	};

	return cmocka_run_group_tests_name("peak", tests, NULL, NULL);
}
