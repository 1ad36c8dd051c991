/*
 * Openings of chips: when they begin and end, submeshes, closing and what it frees.
 */
#include "three_judges.h"

static void every_worker_core_of_an_opening_has_one_row_zeros_included(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_open(&s, DEVICE, BOTH_CHIPS);
	story_end(&s);
	assert_int_equal(s.rows->peak_count, 2 * GRID_CORES);
	for (uint64_t opening = 1; opening <= 2; opening++)
		for (uint64_t core = 0; core < GRID_CORES; core++)
			assert_peak(&s, opening, core % GRID_X, core / GRID_X, 0, 0, 0, 0);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, L1T_UNKNOWN);
	story_free(&s);
}

static void a_reopened_chip_is_another_opening_with_its_own_sizes(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 500);
	tell_close(&s, DEVICE);
	tell_device(&s, (struct l1t_device){.device = 2, .mesh = 3, .grid_x = 2, .grid_y = 2,
		.l1_bytes = L1_BYTES, .unreserved_base = BASE + 64, .l1_small_bytes = 0});
	tell_alloc(&s, 2, 2, L1T_L1, 800000, 70);
	story_end(&s);
	assert_int_equal(s.rows->opening_count, 2);
	assert_int_equal(s.rows->openings[1].unreserved_base, BASE + 64);
	assert_int_equal(s.rows->openings[1].l1_small_bytes, 0);
	assert_int_equal(s.rows->peak_count, GRID_CORES + 4);
	assert_peak(&s, 1, 3, 2, 500, 0, 0, 0);
	assert_peak(&s, 2, 1, 1, 70, 0, 0, 0);
	story_free(&s);
}

static void closing_frees_in_order_of_allocation_and_each_free_is_an_instant(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 9, DEVICE, L1T_L1, 800000, 100);
	tell_alloc(&s, 5, DEVICE, L1T_L1, 700000, 10);
	tell_close(&s, DEVICE);
	story_end(&s);
	assert_int_equal(s.rows->change_count, 4);
	assert_int_equal(s.rows->changes[2].buffer_bytes, 10);
	assert_int_equal(s.rows->changes[3].buffer_bytes, 0);
	assert_int_equal(s.rows->buffers[0].alloc.id, 9);
	assert_string_equal(buffer_of(&s, 5)->reason, "freed at device close");
	story_free(&s);
}

static void a_close_frees_in_order_of_allocation_within_one_ns(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 940, DEVICE, L1T_L1, 800000, 10);
	tell_at_once(&s);
	tell_alloc(&s, 935, DEVICE, L1T_L1, 700000, 128);
	tell_close(&s, DEVICE);
	assert_int_equal(s.rows->buffers[0].alloc.id, 940);
	story_end(&s);
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

static void a_mesh_buffer_takes_its_bytes_on_each_chip(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_open(&s, DEVICE, BOTH_CHIPS);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 640);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 640, 0, 0, 0);
	assert_peak(&s, 2, 0, 0, 640, 0, 0, 0);
	assert_int_equal(s.rows->buffer_count, 1);
	story_free(&s);
}

static void a_submesh_opens_no_chip_anew(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_open(&s, DEVICE, BOTH_CHIPS);
	tell_open(&s, 2, 1);
	tell_alloc(&s, 1, 2, L1T_L1, 800000, 640);
	story_end(&s);
	assert_int_equal(s.rows->opening_count, 2);
	assert_peak(&s, 1, 0, 0, 0, 0, 0, 0);
	assert_peak(&s, 2, 0, 0, 640, 0, 0, 0);
	story_free(&s);
}

static void closing_a_root_closes_its_submeshes_and_the_chip(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_open(&s, DEVICE, BOTH_CHIPS);
	tell_open(&s, 2, 0);
	tell_open(&s, 3, 1);
	tell_alloc(&s, 1, 2, L1T_L1, 800000, 10);
	tell_alloc(&s, 2, 3, L1T_L1, 800000, 20);
	tell_close(&s, DEVICE);
	assert_int_equal(s.rows->opening_count, 2);
	assert_int_equal(s.rows->peak_count, 2 * GRID_CORES);
	story_end(&s);
	assert_int_equal(s.rows->peak_count, 2 * GRID_CORES);
	assert_string_equal(buffer_of(&s, 1)->reason, "freed at device close");
	assert_string_equal(buffer_of(&s, 2)->reason, "freed at device close");
	story_free(&s);
}

static void closing_a_submesh_leaves_the_chip_open(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_open(&s, 2, 0);
	tell_alloc(&s, 1, 2, L1T_L1, 800000, 10);
	tell_close(&s, 2);
	assert_int_equal(s.rows->peak_count, 0);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 700000, 30);
	story_end(&s);
	assert_int_equal(s.rows->peak_count, GRID_CORES);
	assert_peak(&s, 1, 0, 0, 30, 0, 0, 0);
	story_free(&s);
}

static void the_chip_stays_open_until_the_last_mesh_over_it_closes(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_open(&s, 1, 0);            /* covers less than the next one: both are roots */
	tell_open(&s, 2, BOTH_CHIPS);
	tell_close(&s, 2);
	assert_int_equal(s.rows->opening_count, 1);
	assert_int_equal(s.rows->openings[0].chip, 1);
	tell_close(&s, 1);
	assert_int_equal(s.rows->opening_count, 2);
	story_end(&s);
	story_free(&s);
}

static void a_device_announced_again_changes_nothing(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 10);
	tell_open(&s, DEVICE, 0);
	tell_close(&s, DEVICE);
	tell_close(&s, DEVICE);
	story_end(&s);
	assert_int_equal(s.rows->opening_count, 1);
	assert_peak(&s, 1, 0, 0, 10, 0, 0, 0);
	story_free(&s);
}

static void a_chip_that_a_list_names_twice_is_one_chip(void **unused)
{
	static const uint32_t chips[] = {1, 0, 1, 1, 0};
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_definition(&s, L1T_CHIPS, BOTH_CHIPS + 1, chips, sizeof(chips));
	tell_open(&s, DEVICE, BOTH_CHIPS + 1);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_region(&s, 1, BOTH_CHIPS + 1, L1T_REGION_FIRST, BASE, 10, ALL_CORES);
	tell_launch(&s, 1, DEVICE, BOTH_CHIPS + 1, 0);
	story_end(&s);
	assert_int_equal(s.rows->opening_count, 2);
	assert_int_equal(s.rows->op_count, 2);
	for (uint64_t opening = 1; opening <= 2; opening++) {
		assert_peak(&s, opening, 0, 0, 100, 0, 10, 0);
		assert_int_equal(changes_of(&s, opening, 0, 0), changes_of(&s, 3 - opening, 0, 0));
	}
	assert_int_equal(s.rows->finding_count, 0);
	story_free(&s);
}

static void no_size_of_a_core_is_built_in(void **unused)
{
	/* Wormhole, Blackhole, Quasar, and one nobody has made yet */
	static const uint64_t l1[] = {1499136, 1572864, 4194304, 64ull << 30};

	(void)unused;
	for (size_t i = 0; i < sizeof(l1) / sizeof(*l1); i++) {
		struct story s;

		story_begin(&s);
		tell_device(&s, (struct l1t_device){.device = DEVICE, .grid_x = GRID_X,
			.grid_y = GRID_Y, .l1_bytes = l1[i], .unreserved_base = 105824,
			.l1_small_bytes = 24576, .kernel_config_bytes = 70656,
			.bank_count = GRID_CORES, .bank_bytes = l1[i] - 105824 - 24576});
		tell_region(&s, 1, 0, L1T_REGION_FIRST, 105824, 1000, ALL_CORES);
		tell_launch(&s, 1, DEVICE, 0, 0);
		tell_alloc(&s, 1, DEVICE, L1T_L1, 105824, l1[i] - 105824 - 24576);
		tell_alloc(&s, 2, DEVICE, L1T_L1_SMALL, l1[i] - 24576, 24576);
		story_end_for(&s, l1[i] >> 24 ? L1ANALYZE_TOO : ALL_JUDGES);
		assert_peak(&s, 1, 0, 0, l1[i] - 105824 - 24576, 24576, 0, 0);
		/* to the end of the allocatable area */
		assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes,
			l1[i] - 24576 - 105824 - 1000);
		assert_int_equal(findings_of(&s, FINDING_OVER_CAPACITY), 0);
		story_free(&s);
	}
}

static void a_mesh_may_have_more_than_64_chips(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_chips(&s, 70000, 0, 128);
	tell_open(&s, 9, 70000);
	story_end_for(&s, L1ANALYZE_TOO);
	assert_int_equal(s.rows->peak_count, 128 * GRID_CORES);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_worker_core_of_an_opening_has_one_row_zeros_included),
		cmocka_unit_test(a_reopened_chip_is_another_opening_with_its_own_sizes),
		cmocka_unit_test(closing_frees_in_order_of_allocation_and_each_free_is_an_instant),
		cmocka_unit_test(a_close_frees_in_order_of_allocation_within_one_ns),
		cmocka_unit_test(what_a_device_close_ends_is_told_apart_from_what_lives_at_the_end),
		cmocka_unit_test(a_mesh_buffer_takes_its_bytes_on_each_chip),
		cmocka_unit_test(a_submesh_opens_no_chip_anew),
		cmocka_unit_test(closing_a_root_closes_its_submeshes_and_the_chip),
		cmocka_unit_test(closing_a_submesh_leaves_the_chip_open),
		cmocka_unit_test(the_chip_stays_open_until_the_last_mesh_over_it_closes),
		cmocka_unit_test(a_device_announced_again_changes_nothing),
		cmocka_unit_test(a_chip_that_a_list_names_twice_is_one_chip),
		cmocka_unit_test(no_size_of_a_core_is_built_in),
		cmocka_unit_test(a_mesh_may_have_more_than_64_chips),
	};

	return run_stories("openings", tests);
}
