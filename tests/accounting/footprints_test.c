/*
 * Programs: footprint, placement and its replacement, what stays resident, on which cores.
 */
#include "three_judges.h"

static uint64_t resident(const struct story *s, uint64_t x, uint64_t y)
{
	uint64_t bytes = 0, latest = 0;

	/* the row of any class that ever had the core; the latest one */
	for (size_t i = 0; i < s->change_count; i++)
		for (size_t k = 0; k < s->class_core_count; k++)
			if (s->class_cores[k].class_id == s->changes[i].class_id &&
				s->class_cores[k].x == x && s->class_cores[k].y == y &&
				s->changes[i].time_ns >= latest) {
				latest = s->changes[i].time_ns;
				bytes = s->changes[i].resident_bytes;
			}
	return bytes;
}

static void a_footprint_is_the_union_of_regions_without_gaps(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 100, ALL_CORES);
	tell_region(&s, 1, 0, 0, BASE + 50, 100, ALL_CORES);    /* shares 50 bytes */
	tell_region(&s, 1, 0, 0, BASE + 1000, 10, ALL_CORES);   /* after a gap */
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 160, 0);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, TOP - BASE - 1010);
	story_free(&s);
}

static void a_program_takes_nothing_until_it_is_launched(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 90000, ALL_CORES);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 10);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 10, 0, 0, 0);
	story_free(&s);
}

static void the_first_region_of_a_new_placement_replaces_the_old_ones_of_its_type(void **unused)
{
	struct story s;
	struct l1t_record dfb = {.kind = L1T_REGION, .region = {.program = 1, .type = L1T_DFB,
		.address = BASE + 5000, .size_bytes = 7, .cores = ALL_CORES}};

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 3000, ALL_CORES);
	tell_region(&s, 1, 0, 0, BASE + 3000, 1000, ALL_CORES);
	tell(&s, dfb);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 200, ALL_CORES);
	tell_region(&s, 1, 0, 0, BASE + 200, 30, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 237, 0);
	story_free(&s);
}

static void a_new_placement_on_one_chip_leaves_the_other_chip_alone(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_open(&s, DEVICE, BOTH_CHIPS);
	tell_region(&s, 1, BOTH_CHIPS, L1T_REGION_FIRST, BASE, 3000, ALL_CORES);
	tell_region(&s, 1, 1, L1T_REGION_FIRST, BASE, 200, ALL_CORES);
	tell_launch(&s, 1, DEVICE, BOTH_CHIPS, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 3000, 0);
	assert_peak(&s, 2, 0, 0, 0, 0, 200, 0);
	story_free(&s);
}

static void aliases_survive_a_new_placement_and_go_with_a_free(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, L1T_REGION_ALIAS, 900000, 10, ONE_CORE);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 200, RIGHT_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	assert_non_null(change_of(&s, 1, 0, 0, "launch"));
	tell(&s, (struct l1t_record){.kind = L1T_REGIONS_FREED, .regions_freed = {1, 0, 1}});
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 200, RIGHT_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	assert_int_equal(change_of(&s, 1, 0, 0, "launch")->time_ns,
		change_of(&s, 1, 3, 0, "launch")->time_ns - 30);
	story_end(&s);
	story_free(&s);
}

static void freeing_regions_frees_the_named_types_only(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 3000, ALL_CORES);
	tell(&s, (struct l1t_record){.kind = L1T_REGION, .region = {.program = 1,
		.type = L1T_SCRATCHPAD, .address = BASE + 3000, .size_bytes = 256,
		.cores = ALL_CORES}});
	tell(&s, (struct l1t_record){.kind = L1T_REGIONS_FREED,
		.regions_freed = {1, 0, 1u << L1T_CB}});
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 256, 0);
	story_free(&s);
}

static void a_launch_replaces_what_is_resident_on_its_cores_only(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 500, ALL_CORES);
	tell_region(&s, 2, 0, 0, BASE, 30, LEFT_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_launch(&s, 2, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(resident(&s, 0, 0), 30);
	assert_int_equal(resident(&s, 3, 0), 500);
	story_free(&s);
}

static void a_program_of_global_regions_only_makes_resident_zero(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 500, ALL_CORES);
	tell_region(&s, 2, 0, L1T_REGION_ALIAS, 900000, 30, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_launch(&s, 2, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(resident(&s, 0, 0), 0);
	assert_peak(&s, 1, 0, 0, 0, 0, 500, 0);
	story_free(&s);
}

static void destroying_a_program_clears_what_it_left_resident(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 500, ALL_CORES);
	tell_region(&s, 2, 0, 0, BASE, 30, LEFT_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_launch(&s, 2, DEVICE, 0, 0);
	tell_gone(&s, 1);
	story_end(&s);
	assert_int_equal(resident(&s, 0, 0), 30);
	assert_int_equal(resident(&s, 3, 0), 0);
	story_free(&s);
}

static void a_kernels_cores_are_launched_on_though_it_has_no_region(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 300000, 100);
	tell(&s, (struct l1t_record){.kind = L1T_KERNEL, .kernel = {.program = 1,
		.cores = ONE_CORE}});
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, 300000 - BASE);
	assert_int_equal(peak_of(&s, 1, 1, 0)->headroom_bytes, L1T_UNKNOWN);
	story_free(&s);
}

static void a_program_nobody_described_is_an_op_and_no_instant(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 300000, 100);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(op_of(&s, 1, 0)->buffer_bytes, 100);
	assert_int_equal(op_of(&s, 1, 0)->program_bytes, 0);
	assert_int_equal(op_of(&s, 1, 0)->headroom_bytes, L1T_UNKNOWN);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, L1T_UNKNOWN);
	assert_null(change_of(&s, 1, 0, 0, "launch"));
	story_free(&s);
}

static void an_op_names_its_fullest_core_and_its_tightest(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1, 300000, 100, LEFT_CORES);
	tell_region(&s, 1, 0, 0, BASE, 5000, RIGHT_CORES);
	tell_region(&s, 1, 0, 0, BASE, 40, LEFT_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(op_of(&s, 1, 0)->peak_bytes, 5000);
	assert_int_equal(op_of(&s, 1, 0)->buffer_bytes, 0);
	assert_int_equal(op_of(&s, 1, 0)->program_bytes, 5000);
	assert_int_equal(op_of(&s, 1, 0)->headroom_bytes, 300000 - BASE - 40);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_footprint_is_the_union_of_regions_without_gaps),
		cmocka_unit_test(a_program_takes_nothing_until_it_is_launched),
		cmocka_unit_test(
			the_first_region_of_a_new_placement_replaces_the_old_ones_of_its_type),
		cmocka_unit_test(a_new_placement_on_one_chip_leaves_the_other_chip_alone),
		cmocka_unit_test(aliases_survive_a_new_placement_and_go_with_a_free),
		cmocka_unit_test(freeing_regions_frees_the_named_types_only),
		cmocka_unit_test(a_launch_replaces_what_is_resident_on_its_cores_only),
		cmocka_unit_test(a_program_of_global_regions_only_makes_resident_zero),
		cmocka_unit_test(destroying_a_program_clears_what_it_left_resident),
		cmocka_unit_test(a_kernels_cores_are_launched_on_though_it_has_no_region),
		cmocka_unit_test(a_program_nobody_described_is_an_op_and_no_instant),
		cmocka_unit_test(an_op_names_its_fullest_core_and_its_tightest),
	};

	return cmocka_run_group_tests_name("programs", tests, NULL, NULL);
}
