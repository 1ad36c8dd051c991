/*
 * The peak of a core: at which instants it is looked for, and what is kept with it.
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
	assert_int_equal(peak_of(&s, 1, 0, 0)->time_ns, s.now_ns);
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
	tell_launch_of(&s, (struct l1t_launch){.program = 1, .device = DEVICE, .name = 5,
		.flags = L1T_LAUNCH_FAILED});
	tell_region(&s, 2, 0, 0, BASE, 10, ALL_CORES);
	tell_launch(&s, 2, DEVICE, 0, 6);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 10, 0);
	assert_int_equal(peak_of(&s, 1, 0, 0)->op, 2);
	assert_string_equal(op_of(&s, 1, 0)->kind, "failed");
	assert_int_equal(op_of(&s, 1, 0)->peak_bytes, L1T_UNKNOWN);
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

static void disjoint_cores_are_not_one_peak(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 500000, LEFT_CORES);
	tell_region(&s, 1, 0, 0, BASE, 400000, RIGHT_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 500000, 0);
	assert_peak(&s, 1, 3, 2, 0, 0, 400000, 0);
	assert_int_equal(op_of(&s, 1, 0)->program_bytes, 500000);
	story_free(&s);
}

static void a_launch_on_a_mesh_is_an_instant_of_each_of_its_chips(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_open(&s, DEVICE, BOTH_CHIPS);
	tell_region(&s, 1, BOTH_CHIPS, L1T_REGION_FIRST, BASE, 2000, LEFT_CORES);
	tell_launch(&s, 1, DEVICE, 1, 0);
	story_end(&s);
	/* launched on chip 1 alone */
	assert_peak(&s, 1, 0, 0, 0, 0, 0, 0);
	assert_peak(&s, 2, 0, 0, 0, 0, 2000, 0);
	assert_peak(&s, 2, 3, 0, 0, 0, 0, 0);
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
		cmocka_unit_test(a_peak_over_capacity_is_a_finding),
		cmocka_unit_test(disjoint_cores_are_not_one_peak),
		cmocka_unit_test(a_launch_on_a_mesh_is_an_instant_of_each_of_its_chips),
	};

	return run_stories("peaks", tests);
}
