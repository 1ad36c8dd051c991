/*
 * Buffers: lockstep and per core, persistent space, L1_SMALL, and what is not L1.
 */
#include "three_judges.h"

static void a_lockstep_buffer_is_reserved_on_cores_outside_its_shards_too(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_buffer(&s, (struct l1t_alloc){.id = 1, .device = DEVICE, .type = L1T_L1, .layout = 2,
		.size_bytes = 2000, .address = 800000, .bytes_per_core = 1000, .cores = LEFT_CORES,
		.core_count = 2});
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 1000, 0, 0, 0);
	assert_peak(&s, 1, 3, 2, 1000, 0, 0, 0);
	story_free(&s);
}

static void a_per_core_buffer_is_reserved_on_its_cores_only(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 900000, 100);
	tell_alloc_on(&s, 2, DEVICE, L1T_L1, 800000, 1000, LEFT_CORES);
	tell_alloc_on(&s, 3, DEVICE, L1T_L1, 800000, 70, RIGHT_CORES);
	story_end(&s);
	assert_peak(&s, 1, 1, 2, 1100, 0, 0, 0);
	assert_peak(&s, 1, 2, 0, 170, 0, 0, 0);
	story_free(&s);
}

static void persistent_space_counts_in_every_instant_on_its_cores(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_PERSISTENT, BASE, 2048, ONE_CORE);
	tell_region(&s, 1, 0, 0, BASE + 2048, 100, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_free(&s, 1, DEVICE, L1T_PERSISTENT);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 800000, 500);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 100, 2048);
	assert_peak(&s, 1, 1, 0, 500, 0, 0, 0);
	story_free(&s);
}

static void l1_small_is_a_part_of_its_own(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1_SMALL, TOP, 160);
	tell_alloc(&s, 2, DEVICE, L1T_L1, TOP - 32, 32);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 32, 160, 0, 0);
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
	assert_int_equal(s.rows->change_count, 0);
	assert_int_equal(s.rows->buffer_count, 3);
	expect_rows(&s, VERB_LEAKS, "");
	story_free(&s);
}

static void buffers_in_dram_at_an_address_of_l1_are_no_overlap(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 4096);
	tell_alloc(&s, 2, DEVICE, L1T_DRAM, 800000, 8192);
	tell_alloc(&s, 3, DEVICE, L1T_TRACE, 800000, 4096);
	tell_alloc(&s, 4, DEVICE, L1T_SYSTEM_MEMORY, 800000, 4096);
	tell_free(&s, 2, DEVICE, L1T_DRAM);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 4096, 0, 0, 0);
	assert_int_equal(s.rows->finding_count, 0);
	story_free(&s);
}

static void what_is_reserved_is_in_no_peak(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_program_config(&s, 1, 60000, 9000);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 10, ONE_CORE);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 10, 0);
	assert_peak(&s, 1, 1, 0, 0, 0, 0, 0);
	assert_int_equal(op_of(&s, 1, 0)->kernel_text_bytes, 60000);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lockstep_buffer_is_reserved_on_cores_outside_its_shards_too),
		cmocka_unit_test(a_per_core_buffer_is_reserved_on_its_cores_only),
		cmocka_unit_test(persistent_space_counts_in_every_instant_on_its_cores),
		cmocka_unit_test(l1_small_is_a_part_of_its_own),
		cmocka_unit_test(system_memory_dram_and_trace_buffers_are_not_l1),
		cmocka_unit_test(buffers_in_dram_at_an_address_of_l1_are_no_overlap),
		cmocka_unit_test(what_is_reserved_is_in_no_peak),
	};

	return run_stories("buffers", tests);
}
