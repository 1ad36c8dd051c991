/*
 * What stays resident after a launch, and where programs run: their kernels' cores.
 */
#include "three_judges.h"

static uint64_t resident(const struct story *s, uint64_t x, uint64_t y)
{
	uint64_t bytes = 0, latest = 0;

	/* the row of any class that ever held the core, the last one in time */
	for (size_t i = 0; i < s->rows->change_count; i++)
		for (size_t k = 0; k < s->rows->class_core_count; k++)
			if (s->rows->class_cores[k].class_id == s->rows->changes[i].class_id &&
				s->rows->class_cores[k].x == x && s->rows->class_cores[k].y == y &&
				s->rows->changes[i].time_ns >= latest) {
				latest = s->rows->changes[i].time_ns;
				bytes = s->rows->changes[i].resident_bytes;
			}
	return bytes;
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
	tell_kernel(&s, (struct l1t_kernel){.program = 1, .cores = ONE_CORE});
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, 300000 - BASE);
	assert_int_equal(peak_of(&s, 1, 1, 0)->headroom_bytes, L1T_UNKNOWN);
	story_free(&s);
}

static void a_kernel_on_ethernet_cores_runs_on_no_worker_core(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_string(&s, 9, "ethernet");
	tell_region(&s, 1, 0, 0, BASE, 10, RIGHT_CORES);
	tell_kernel(&s, (struct l1t_kernel){.program = 1, .core_type = 9, .cores = ONE_CORE});
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, L1T_UNKNOWN);
	story_free(&s);
}

static void every_core_range_set_of_a_programs_kernels_counts(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	for (int i = 0; i < 16; i++)
		tell_kernel(&s, (struct l1t_kernel){.program = 1, .cores = LEFT_CORES});
	tell_kernel(&s, (struct l1t_kernel){.program = 1, .cores = RIGHT_CORES});
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 3, 0)->headroom_bytes, TOP - BASE);
	story_free(&s);
}

static void kernel_sizes_are_never_l1_bytes(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	for (uint64_t i = 0; i < 3; i++)
		tell_kernel(&s, (struct l1t_kernel){.program = 1, .text_bytes = {5000, 6000, 7000},
			.cores = ALL_CORES});
	tell_program_config(&s, 1, 18000, 64);
	tell_region(&s, 1, 0, 0, BASE, 100, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 100, 0);
	assert_int_equal(op_of(&s, 1, 0)->kernel_text_bytes, 18000);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_launch_replaces_what_is_resident_on_its_cores_only),
		cmocka_unit_test(a_program_of_global_regions_only_makes_resident_zero),
		cmocka_unit_test(destroying_a_program_clears_what_it_left_resident),
		cmocka_unit_test(a_kernels_cores_are_launched_on_though_it_has_no_region),
		cmocka_unit_test(a_kernel_on_ethernet_cores_runs_on_no_worker_core),
		cmocka_unit_test(every_core_range_set_of_a_programs_kernels_counts),
		cmocka_unit_test(kernel_sizes_are_never_l1_bytes),
	};

	return run_stories("residents", tests);
}
