/*
 * The timeline: one row for each change of a class of cores, and the classes that stand for each
 * core.
 */
#include "three_judges.h"

static void cores_with_one_history_are_one_class(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	for (uint64_t i = 1; i <= 100; i++)
		tell_alloc(&s, i, DEVICE, L1T_L1, 900000 - i * 64, 64);
	story_end(&s);
	assert_int_equal(s.rows->change_count, 100);
	assert_int_equal(s.rows->class_core_count, GRID_CORES);
	story_free(&s);
}

static void a_class_that_is_split_retires_and_its_parts_are_new(void **unused)
{
	struct story s;
	uint64_t first;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 64);
	first = s.rows->changes[0].class_id;
	tell_region(&s, 1, 0, 0, BASE, 10, LEFT_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 700000, 64);
	story_end(&s);
	assert_int_equal(s.rows->class_core_count, 2 * GRID_CORES);
	for (size_t i = 1; i < s.rows->change_count; i++)
		assert_int_not_equal(s.rows->changes[i].class_id, first);
	/* alloc, launch, alloc on the left; alloc, alloc on the right */
	assert_int_equal(changes_of(&s, 1, 0, 0), 3);
	assert_int_equal(changes_of(&s, 1, 3, 2), 2);
	story_free(&s);
}

static void a_row_names_the_first_core_of_its_class(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 10, RIGHT_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(s.rows->change_count, 1);
	assert_int_equal(s.rows->changes[0].core_x, 2);
	assert_int_equal(s.rows->changes[0].core_y, 0);
	story_free(&s);
}

static void a_program_counts_on_the_row_of_its_launch_only(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 500, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 64);
	story_end(&s);
	assert_int_equal(s.rows->change_count, 2);
	assert_int_equal(s.rows->changes[0].program_bytes, 500);
	assert_int_equal(s.rows->changes[0].total_bytes, 500);
	assert_int_equal(s.rows->changes[0].resident_bytes, 500);
	assert_int_equal(s.rows->changes[1].program_bytes, 0);
	assert_int_equal(s.rows->changes[1].total_bytes, 64);
	assert_int_equal(s.rows->changes[1].resident_bytes, 500);
	story_free(&s);
}

static void every_launch_has_a_row_though_nothing_changed(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 500, ALL_CORES);
	for (int i = 0; i < 3; i++)
		tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(s.rows->change_count, 3);
	story_free(&s);
}

static void what_changes_nothing_in_l1_has_no_row(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_DRAM, 800000, 64);
	tell_free(&s, 1, DEVICE, L1T_DRAM);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 800000, 0);
	tell_gone(&s, 9);
	tell_mark(&s, L1T_MARK_BEGIN, 0);
	story_end(&s);
	assert_int_equal(s.rows->change_count, 0);
	story_free(&s);
}

static void persistent_bytes_are_part_of_the_total(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_PERSISTENT, BASE, 2048, ONE_CORE);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 800000, 64);
	story_end(&s);
	assert_int_equal(change_of(&s, 1, 0, 0, "alloc")->total_bytes, 2112);
	assert_int_equal(change_of(&s, 1, 0, 0, "alloc")->persistent_bytes, 2048);
	assert_int_equal(change_of(&s, 1, 1, 0, "alloc")->total_bytes, 64);
	story_free(&s);
}

static void a_program_that_goes_has_a_row_where_it_was_resident(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 500, LEFT_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_gone(&s, 1);
	story_end(&s);
	assert_non_null(change_of(&s, 1, 0, 0, "program gone"));
	assert_int_equal(change_of(&s, 1, 0, 0, "program gone")->resident_bytes, 0);
	assert_int_equal(changes_of(&s, 1, 3, 0), 0);
	story_free(&s);
}

static void rows_of_two_openings_of_a_chip_stay_apart(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 64);
	tell_close(&s, DEVICE);
	tell_open(&s, 2, 0);
	tell_alloc(&s, 2, 2, L1T_L1, 800000, 10);
	story_end(&s);
	assert_int_equal(changes_of(&s, 1, 0, 0), 2);
	assert_int_equal(changes_of(&s, 2, 0, 0), 1);
	assert_peak(&s, 2, 0, 0, 10, 0, 0, 0);
	story_free(&s);
}

static void a_split_keeps_the_history_of_the_whole(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 9000, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 3);
	tell_region(&s, 2, 0, 0, BASE, 10, ONE_CORE);
	tell_launch(&s, 2, DEVICE, 0, 4);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 9000, 0);
	assert_int_equal(peak_of(&s, 1, 0, 0)->op, 1);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, TOP - BASE - 9000);
	story_free(&s);
}

static void a_replay_is_a_row_only_where_it_runs_or_takes_more(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 64);
	tell_region(&s, 1, 0, 0, BASE, 1000, LEFT_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 4);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, 4);
	tell_trace(&s, L1T_REPLAY, DEVICE, 4);
	story_end(&s);
	assert_non_null(change_of(&s, 1, 0, 0, "replay"));
	assert_null(change_of(&s, 1, 3, 0, "replay"));
	assert_int_equal(changes_of(&s, 1, 3, 0), 1);
	story_free(&s);
}

static void what_a_replay_took_is_not_held_behind_it(void **unused)
{
	static const uint64_t types[] = {L1T_L1, L1T_L1_SMALL};

	(void)unused;
	for (int i = 0; i < 2; i++) {
		struct story s;

		one_chip(&s);
		tell_alloc(&s, 1, DEVICE, types[i], 960000, 64);
		tell_region(&s, 1, 0, 0, BASE, 1000, LEFT_CORES);
		tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 4);
		tell_launch(&s, 1, DEVICE, 0, 5);
		tell_trace(&s, L1T_CAPTURE_END, DEVICE, 4);
		tell_free(&s, 1, DEVICE, types[i]);
		tell_trace(&s, L1T_REPLAY, DEVICE, 4);
		assert_int_equal(changes_of(&s, 1, 3, 0), 3);
		/* none of it is on this core, which holds the same as before */
		tell_alloc_on(&s, 2, DEVICE, L1T_L1, 800000, 8, LEFT_CORES);
		assert_int_equal(changes_of(&s, 1, 3, 0), 3);
		story_end(&s);
		story_free(&s);
	}
}

static void a_launch_is_one_row_on_a_core_of_overlapping_regions(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_cores(&s, 50, 1, 0, 2, 2);
	tell_region(&s, 1, 0, 0, BASE, 100, LEFT_CORES);
	tell_region(&s, 1, 0, 0, BASE + 100, 10, 50);
	tell_launch(&s, 1, DEVICE, 0, 5);
	story_end(&s);
	for (uint64_t x = 0; x < 3; x++)
		assert_int_equal(changes_of(&s, 1, x, 0), 1);
	assert_peak(&s, 1, 0, 0, 0, 0, 100, 0);
	assert_peak(&s, 1, 1, 0, 0, 0, 110, 0);
	assert_peak(&s, 1, 2, 0, 0, 0, 10, 0);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cores_with_one_history_are_one_class),
		cmocka_unit_test(a_class_that_is_split_retires_and_its_parts_are_new),
		cmocka_unit_test(a_row_names_the_first_core_of_its_class),
		cmocka_unit_test(a_program_counts_on_the_row_of_its_launch_only),
		cmocka_unit_test(every_launch_has_a_row_though_nothing_changed),
		cmocka_unit_test(what_changes_nothing_in_l1_has_no_row),
		cmocka_unit_test(persistent_bytes_are_part_of_the_total),
		cmocka_unit_test(a_program_that_goes_has_a_row_where_it_was_resident),
		cmocka_unit_test(rows_of_two_openings_of_a_chip_stay_apart),
		cmocka_unit_test(a_split_keeps_the_history_of_the_whole),
		cmocka_unit_test(a_replay_is_a_row_only_where_it_runs_or_takes_more),
		cmocka_unit_test(what_a_replay_took_is_not_held_behind_it),
		cmocka_unit_test(a_launch_is_one_row_on_a_core_of_overlapping_regions),
	};

	return run_stories("timeline", tests);
}
