/*
 * Openings of chips: when they begin and end, submeshes, closing, and the sums of two allocators
 * over the same chip.
 */
#include "three_judges.h"

static void every_worker_core_of_an_opening_has_one_row_zeros_included(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_open(&s, DEVICE, BOTH_CHIPS);
	story_end(&s);
	assert_int_equal(s.peak_count, 2 * GRID_CORES);
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
	tell(&s, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = 2, .mesh = 3,
		.grid_x = 2, .grid_y = 2, .l1_bytes = L1_BYTES, .unreserved_base = BASE + 64,
		.l1_small_bytes = 0}});
	tell_alloc(&s, 2, 2, L1T_L1, 800000, 70);
	story_end(&s);
	assert_int_equal(s.opening_count, 2);
	assert_int_equal(s.openings[1].unreserved_base, BASE + 64);
	assert_int_equal(s.openings[1].l1_small_bytes, 0);
	assert_int_equal(s.peak_count, GRID_CORES + 4);
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
	assert_int_equal(s.change_count, 4);
	assert_int_equal(s.changes[2].buffer_bytes, 10);
	assert_int_equal(s.changes[3].buffer_bytes, 0);
	assert_int_equal(s.buffers[0].alloc.id, 9);
	assert_string_equal(buffer_of(&s, 5)->reason, "freed at device close");
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
	assert_int_equal(s.buffer_count, 1);
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
	assert_int_equal(s.opening_count, 2);
	assert_peak(&s, 1, 0, 0, 0, 0, 0, 0);
	assert_peak(&s, 2, 0, 0, 640, 0, 0, 0);
	story_free(&s);
}

static void bytes_given_out_by_two_submeshes_count_once(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_open(&s, 2, 0);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 1000);
	tell_alloc(&s, 2, 2, L1T_L1, 800400, 1000);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 1400, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_OVERLAP) +
		findings_of(&s, FINDING_SUBMESH_OVERLAP), 1);
	story_free(&s);
}

static void what_two_meshes_cover_stays_until_both_have_freed_it(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_open(&s, 2, 0);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 1000);
	tell_alloc(&s, 2, 2, L1T_L1, 800000, 1000);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 3, DEVICE, L1T_L1, 700000, 5000);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 6000, 0, 0, 0);
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
	assert_int_equal(s.opening_count, 2);
	assert_int_equal(s.peak_count, 2 * GRID_CORES);
	story_end(&s);
	assert_int_equal(s.peak_count, 2 * GRID_CORES);
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
	assert_int_equal(s.peak_count, 0);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 700000, 30);
	story_end(&s);
	assert_int_equal(s.peak_count, GRID_CORES);
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
	assert_int_equal(s.opening_count, 1);
	assert_int_equal(s.openings[0].chip, 1);
	tell_close(&s, 1);
	assert_int_equal(s.opening_count, 2);
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
	assert_int_equal(s.opening_count, 1);
	assert_peak(&s, 1, 0, 0, 10, 0, 0, 0);
	story_free(&s);
}

static void what_names_a_device_never_described_is_counted(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, 77, L1T_L1, 800000, 10);
	tell_launch(&s, 1, 77, 5, 0);
	tell_trace(&s, L1T_REPLAY, 77, 1);
	tell_close(&s, 77);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_UNKNOWN_DEVICE), 3);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_worker_core_of_an_opening_has_one_row_zeros_included),
		cmocka_unit_test(a_reopened_chip_is_another_opening_with_its_own_sizes),
		cmocka_unit_test(closing_frees_in_order_of_allocation_and_each_free_is_an_instant),
		cmocka_unit_test(a_mesh_buffer_takes_its_bytes_on_each_chip),
		cmocka_unit_test(a_submesh_opens_no_chip_anew),
		cmocka_unit_test(bytes_given_out_by_two_submeshes_count_once),
		cmocka_unit_test(what_two_meshes_cover_stays_until_both_have_freed_it),
		cmocka_unit_test(closing_a_root_closes_its_submeshes_and_the_chip),
		cmocka_unit_test(closing_a_submesh_leaves_the_chip_open),
		cmocka_unit_test(the_chip_stays_open_until_the_last_mesh_over_it_closes),
		cmocka_unit_test(a_device_announced_again_changes_nothing),
		cmocka_unit_test(what_names_a_device_never_described_is_counted),
	};

	return cmocka_run_group_tests_name("devices", tests, NULL, NULL);
}
