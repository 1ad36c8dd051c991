/*
 * What is late, or was described by nobody: devices, chips, cores outside the grid. The naive
 * replay knows no such devices and chips: stories about them have the two other judges.
 */
#include "three_judges.h"

static void a_late_allocation_on_a_closed_mesh_frees_nothing_of_another(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_close(&s, DEVICE);
	tell_open(&s, 2, 0);
	tell_alloc(&s, 1, 2, L1T_L1, 800000, 1000);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 800000, 1000);        /* closed: not counted */
	tell_free(&s, 2, DEVICE, L1T_L1);
	tell_alloc(&s, 3, 2, L1T_L1, 700000, 10);
	story_end(&s);
	assert_peak(&s, 2, 0, 0, 1010, 0, 0, 0);
	story_free(&s);
}

static void a_buffer_of_a_closed_device_has_a_row(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_close(&s, DEVICE);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 10);
	story_end(&s);
	assert_string_equal(buffer_of(&s, 1)->reason, "live at end");
	story_free(&s);
}

static void a_buffer_of_a_device_never_described_has_a_row(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, 77, L1T_L1, 800000, 10);
	story_end_for(&s, L1ANALYZE_TOO);
	assert_string_equal(buffer_of(&s, 1)->reason, "live at end");
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
	story_end_for(&s, L1ANALYZE_TOO);
	assert_peak(&s, 1, 0, 0, 0, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_UNKNOWN_DEVICE), 3);
	story_free(&s);
}

static void unknown_chips_are_counted(void **unused)
{
	struct story s;
	size_t before;

	(void)unused;
	one_chip(&s);
	before = s.rows->finding_count;
	tell_region(&s, 1, 70000, 0, BASE, 10, ALL_CORES);
	assert_true(s.rows->finding_count > before);
	before = s.rows->finding_count;
	tell_open(&s, 5, 70001);
	assert_true(s.rows->finding_count > before);
	before = s.rows->finding_count;
	tell_launch(&s, 1, DEVICE, 70002, 0);
	assert_true(s.rows->finding_count > before);
	story_end_for(&s, L1ANALYZE_TOO);
	story_free(&s);
}

static void cores_outside_the_grid_are_ignored_and_counted(void **unused)
{
	static const struct { unsigned x0, y0, x1, y1, inside_x0, inside_y0, outside; } sets[] = {
		{2, 1, 9, 9, 2, 1, 1}, {1, 0, GRID_X, 2, 1, 0, 1}, {0, 2, 3, GRID_Y, 0, 2, 1},
		{GRID_X, 0, GRID_X, 2, GRID_X, 0, 1}, {0, GRID_Y, 3, GRID_Y, 0, GRID_Y, 1},
		{3, 2, 3, 2, 3, 2, 0},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
		struct story s;

		one_chip(&s);
		tell_cores(&s, 50, sets[i].x0, sets[i].y0, sets[i].x1, sets[i].y1);
		tell_alloc_on(&s, 1, DEVICE, L1T_L1, 800000, 64, 50);
		story_end(&s);
		assert_int_equal(findings_of(&s, FINDING_OUTSIDE) > 0, sets[i].outside);
		for (unsigned core = 0; core < GRID_CORES; core++) {
			unsigned x = core % GRID_X, y = core / GRID_X;
			bool in = x >= sets[i].inside_x0 && y >= sets[i].inside_y0;

			assert_peak(&s, 1, x, y, in ? 64 : 0, 0, 0, 0);
		}
		story_free(&s);
	}
}

static void a_program_below_the_grid_runs_on_no_core(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_cores(&s, 50, 0, GRID_Y, 3, GRID_Y);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 64);
	tell_region(&s, 1, 0, 0, BASE, 10, 50);
	tell_launch(&s, 1, DEVICE, 0, 5);
	story_end(&s);
	assert_int_equal(op_of(&s, 1, 0)->peak_bytes, 64);
	assert_int_equal(op_of(&s, 1, 0)->program_bytes, 0);
	story_free(&s);
}

static void a_range_that_is_too_wide_takes_nothing_of_the_next_row(void **unused)
{
	enum { TOO_WIDE = 50, BESIDE = 51 };
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_cores(&s, TOO_WIDE, 2, 0, GRID_X + 1, 0);
	tell_cores(&s, BESIDE, GRID_X, 1, GRID_X, 1);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1, 800000, 100, TOO_WIDE);
	tell_alloc_on(&s, 2, DEVICE, L1T_L1, 700000, 10, BESIDE);
	story_end(&s);
	for (uint64_t y = 0; y < GRID_Y; y++)
		for (uint64_t x = 0; x < GRID_X; x++)
			assert_peak(&s, 1, x, y, y == 0 && x >= 2 ? 100 : 0, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_OUTSIDE), 2);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_late_allocation_on_a_closed_mesh_frees_nothing_of_another),
		cmocka_unit_test(a_buffer_of_a_closed_device_has_a_row),
		cmocka_unit_test(a_buffer_of_a_device_never_described_has_a_row),
		cmocka_unit_test(what_names_a_device_never_described_is_counted),
		cmocka_unit_test(unknown_chips_are_counted),
		cmocka_unit_test(cores_outside_the_grid_are_ignored_and_counted),
		cmocka_unit_test(a_program_below_the_grid_runs_on_no_core),
		cmocka_unit_test(a_range_that_is_too_wide_takes_nothing_of_the_next_row),
	};

	return run_stories("undescribed", tests);
}
