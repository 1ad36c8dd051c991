/*
 * What a program takes: regions, their placement and its replacement, on which cores and chips.
 */
#include "three_judges.h"

static void a_circular_buffer_is_not_multiplied_by_cores(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 2048, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	for (uint64_t core = 0; core < GRID_CORES; core++)
		assert_peak(&s, 1, core % GRID_X, core / GRID_X, 0, 0, 2048, 0);
	story_free(&s);
}

static void circular_buffers_of_two_chips_stay_apart(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_open(&s, DEVICE, BOTH_CHIPS);
	tell_region(&s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_region(&s, 1, 1, 0, BASE, 3000, ALL_CORES);
	tell_launch(&s, 1, DEVICE, BOTH_CHIPS, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 1000, 0);
	assert_peak(&s, 2, 0, 0, 0, 0, 3000, 0);
	story_free(&s);
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

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 3000, ALL_CORES);
	tell_region(&s, 1, 0, 0, BASE + 3000, 1000, ALL_CORES);
	tell_region_of(&s, (struct l1t_region){.program = 1, .type = L1T_DFB,
		.address = BASE + 5000, .size_bytes = 7, .cores = ALL_CORES});
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
	tell_regions_freed(&s, 1, 0, 1);
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
	tell_region_of(&s, (struct l1t_region){.program = 1, .type = L1T_SCRATCHPAD,
		.address = BASE + 3000, .size_bytes = 256, .cores = ALL_CORES});
	tell_regions_freed(&s, 1, 0, 1u << L1T_CB);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 256, 0);
	story_free(&s);
}

static void programs_of_the_cache_are_not_summed(void **unused)
{
	struct story s;

	(void)unused;
	one_core(&s);
	for (uint64_t program = 1; program <= 200; program++) {
		tell_region(&s, program, 0, 0, BASE, 100 * program, ONE_CORE);
		tell_launch(&s, program, DEVICE, 0, 0);
	}
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 20000, 0);
	assert_int_equal(s.rows->finding_count, 0);
	story_free(&s);
}

static void tell_typed(struct story *s, uint64_t type, uint64_t flags, uint64_t address,
	uint64_t bytes)
{
	tell_region_of(s, (struct l1t_region){.program = 1, .type = type, .flags = flags,
		.address = address, .size_bytes = bytes, .cores = ALL_CORES});
}

static void dataflow_buffers_and_scratchpads_count_as_circular_buffers_do(void **unused)
{
	(void)unused;
	for (uint64_t type = L1T_CB; type <= L1T_SCRATCHPAD; type++) {
		struct story s;

		one_chip(&s);
		tell_typed(&s, type, L1T_REGION_FIRST, BASE, 3000);
		tell_typed(&s, type, 0, BASE + 3000, 500);
		tell_launch(&s, 1, DEVICE, 0, 0);
		/* placed again, smaller */
		tell_typed(&s, type, L1T_REGION_FIRST, BASE, 20);
		tell_launch(&s, 1, DEVICE, 0, 0);
		story_end(&s);
		for (uint64_t x = 0; x < GRID_X; x++)
			assert_peak(&s, 1, x, 0, 0, 0, 3500, 0);
		assert_int_equal(change_of(&s, 1, 3, 2, "launch")->program_bytes, 20);
		story_free(&s);
	}
}

static void a_region_of_any_type_that_borrows_memory_adds_nothing(void **unused)
{
	(void)unused;
	for (uint64_t type = L1T_CB; type <= L1T_SCRATCHPAD; type++) {
		struct story s;

		one_chip(&s);
		tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 4096);
		tell_typed(&s, type, L1T_REGION_ALIAS, 800000, 4096);
		tell_typed(&s, type, L1T_REGION_FIRST, BASE, 100);
		tell_launch(&s, 1, DEVICE, 0, 0);
		story_end(&s);
		assert_peak(&s, 1, 0, 0, 4096, 0, 100, 0);
		assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, 800000 - BASE - 100);
		story_free(&s);
	}
}

static void unknown_cores_are_found_at_each_placement(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	for (int i = 0; i < 3; i++) {
		tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 1000, 999);
		tell_launch(&s, 1, DEVICE, 0, 0);
		tell_launch(&s, 1, DEVICE, 0, 0);
	}
	story_end_for(&s, L1ANALYZE_TOO);
	assert_int_equal(findings_of(&s, FINDING_UNKNOWN_CORES), 3);
	story_free(&s);
}

/* What is placed again as it was needs no other footprint, and one that differs in one thing does. */
static void a_placement_that_differs_in_one_thing_is_another(void **unused)
{
	static const struct { uint64_t from, bytes, flags, cores, program_bytes; } placed[] = {
		{1000, 500, 0, ALL_CORES, 1500}, {800, 500, 0, ALL_CORES, 1300},
		{800, 300, 0, ALL_CORES, 1100}, {800, 300, L1T_REGION_ALIAS, ALL_CORES, 1000},
		{800, 300, 0, ALL_CORES, 1100}, {800, 300, 0, 7, 1100}};
	enum { PLACED = sizeof(placed) / sizeof(*placed) };
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_cores(&s, 7, 0, 0, 0, 0);
	for (size_t i = 0; i < PLACED; i++) {
		tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 1000, ALL_CORES);
		tell_region(&s, 1, 0, placed[i].flags, BASE + placed[i].from, placed[i].bytes,
			placed[i].cores);
		tell_launch(&s, 1, DEVICE, 0, 0);
	}
	story_end(&s);
	for (size_t i = 0; i < PLACED; i++)
		assert_int_equal(s.rows->ops[i].program_bytes, placed[i].program_bytes);
	assert_int_equal(change_of(&s, 1, 1, 0, "launch")->program_bytes, 1000);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_circular_buffer_is_not_multiplied_by_cores),
		cmocka_unit_test(circular_buffers_of_two_chips_stay_apart),
		cmocka_unit_test(a_footprint_is_the_union_of_regions_without_gaps),
		cmocka_unit_test(a_program_takes_nothing_until_it_is_launched),
		cmocka_unit_test(
			the_first_region_of_a_new_placement_replaces_the_old_ones_of_its_type),
		cmocka_unit_test(a_new_placement_on_one_chip_leaves_the_other_chip_alone),
		cmocka_unit_test(aliases_survive_a_new_placement_and_go_with_a_free),
		cmocka_unit_test(freeing_regions_frees_the_named_types_only),
		cmocka_unit_test(programs_of_the_cache_are_not_summed),
		cmocka_unit_test(dataflow_buffers_and_scratchpads_count_as_circular_buffers_do),
		cmocka_unit_test(a_region_of_any_type_that_borrows_memory_adds_nothing),
		cmocka_unit_test(unknown_cores_are_found_at_each_placement),
		cmocka_unit_test(a_placement_that_differs_in_one_thing_is_another),
	};

	return run_stories("footprints", tests);
}
