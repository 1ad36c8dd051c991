/*
 * What older trackers got wrong: one test a mistake.
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

static void a_global_circular_buffer_adds_nothing_to_its_buffer(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 7, DEVICE, L1T_L1, TOP - 4096, 4096);
	tell_region(&s, 1, 0, L1T_REGION_ALIAS, TOP - 4096, 4096, ALL_CORES);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 512, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 4096, 0, 512, 0);
	story_free(&s);
}

static void programs_of_the_cache_are_not_summed(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	for (uint64_t program = 1; program <= 200; program++) {
		tell_region(&s, program, 0, 0, BASE, 100 * program, ALL_CORES);
		tell_launch(&s, program, DEVICE, 0, 0);
	}
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 20000, 0);
	story_free(&s);
}

static void kernel_sizes_are_never_l1_bytes(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	for (uint64_t i = 0; i < 3; i++)
		tell(&s, (struct l1t_record){.kind = L1T_KERNEL, .kernel = {.program = 1,
			.text_bytes = {5000, 6000, 7000}, .cores = ALL_CORES}});
	tell(&s, (struct l1t_record){.kind = L1T_PROGRAM_CONFIG, .program_config = {1, 18000, 64}});
	tell_region(&s, 1, 0, 0, BASE, 100, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 100, 0);
	assert_int_equal(op_of(&s, 1, 0)->kernel_text_bytes, 18000);
	story_free(&s);
}

static void an_address_is_no_identity(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 800000, 300);
	tell_free(&s, 1, DEVICE, L1T_L1);       /* late, and twice: not of buffer 2 */
	tell_alloc(&s, 3, DEVICE, L1T_L1, 700000, 50);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 350, 0, 0, 0);
	assert_null(buffer_of(&s, 1)->reason);
	assert_string_equal(buffer_of(&s, 2)->reason, "live at end");
	assert_int_equal(findings_of(&s, FINDING_DOUBLE_FREE), 1);
	story_free(&s);
}

static void a_free_from_another_thread_is_no_leak(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	for (uint64_t id = 1; id <= 87; id++) {
		s.thread = 1;
		tell_alloc(&s, id, DEVICE, L1T_L1, 800000, 64);
		s.thread = 2;
		tell_free(&s, id, DEVICE, L1T_L1);
	}
	story_end(&s);
	assert_int_equal(s.buffer_count, 87);
	for (size_t i = 0; i < s.buffer_count; i++)
		assert_null(s.buffers[i].reason);
	assert_int_equal(s.finding_count, 0);
	story_free(&s);
}

static void a_free_of_a_buffer_from_before_the_recording_takes_nothing_away(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	for (uint64_t id = 1; id <= 50; id++)
		tell_free(&s, id, DEVICE, L1T_L1);
	tell_alloc(&s, 100, DEVICE, L1T_L1, 800000, 64);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 64, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_UNKNOWN_FREE), 50);
	assert_int_equal(findings_of(&s, FINDING_DOUBLE_FREE), 0);
	assert_int_equal(s.buffer_count, 1);
	story_free(&s);
}

static void system_memory_dram_and_trace_buffers_are_not_l1(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_SYSTEM_MEMORY, 800000, 1000);
	tell_alloc(&s, 2, DEVICE, L1T_DRAM, 800000, 2000);
	tell_alloc(&s, 3, DEVICE, L1T_TRACE, 800000, 4000);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 0, 0);
	assert_int_equal(s.change_count, 0);
	assert_int_equal(s.buffer_count, 3);
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

static void what_a_device_close_ends_is_told_apart_from_what_lives_at_the_end(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_open(&s, 2, 1);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_alloc(&s, 2, 2, L1T_L1, 800000, 200);
	tell_close(&s, DEVICE);
	tell_free(&s, 1, DEVICE, L1T_L1);       /* a destructor that runs late */
	story_end(&s);
	assert_string_equal(buffer_of(&s, 1)->reason, "freed at device close");
	assert_string_equal(buffer_of(&s, 2)->reason, "live at end");
	assert_int_equal(buffer_of(&s, 2)->free_ns, L1T_UNKNOWN);
	assert_int_equal(findings_of(&s, FINDING_DOUBLE_FREE), 0);
	assert_int_equal(findings_of(&s, FINDING_UNKNOWN_FREE), 0);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_circular_buffer_is_not_multiplied_by_cores),
		cmocka_unit_test(circular_buffers_of_two_chips_stay_apart),
		cmocka_unit_test(a_global_circular_buffer_adds_nothing_to_its_buffer),
		cmocka_unit_test(programs_of_the_cache_are_not_summed),
		cmocka_unit_test(kernel_sizes_are_never_l1_bytes),
		cmocka_unit_test(an_address_is_no_identity),
		cmocka_unit_test(a_free_from_another_thread_is_no_leak),
		cmocka_unit_test(a_free_of_a_buffer_from_before_the_recording_takes_nothing_away),
		cmocka_unit_test(system_memory_dram_and_trace_buffers_are_not_l1),
		cmocka_unit_test(disjoint_cores_are_not_one_peak),
		cmocka_unit_test(what_a_device_close_ends_is_told_apart_from_what_lives_at_the_end),
	};

	return cmocka_run_group_tests_name("mistakes", tests, NULL, NULL);
}
