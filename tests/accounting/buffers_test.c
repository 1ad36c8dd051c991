/*
 * Buffers: lockstep and per core, ids, announced ones, frees that fit nothing.
 */
#include "three_judges.h"

static void a_lockstep_buffer_is_reserved_on_cores_outside_its_shards_too(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell(&s, (struct l1t_record){.kind = L1T_ALLOC, .alloc = {.id = 1, .device = DEVICE,
		.type = L1T_L1, .layout = 2, .size_bytes = 2000, .address = 800000,
		.bytes_per_core = 1000, .cores = LEFT_CORES, .core_count = 2}});
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

static void headroom_sees_per_core_buffers_on_their_cores_only(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1, 300000, 10, LEFT_CORES);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 500000, 10);
	tell_region(&s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, 300000 - BASE - 1000);
	assert_int_equal(peak_of(&s, 1, 3, 0)->headroom_bytes, 500000 - BASE - 1000);
	assert_int_equal(op_of(&s, 1, 0)->headroom_bytes, 300000 - BASE - 1000);
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

static void persistent_space_moves_the_base_of_a_program_without_regions(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_PERSISTENT, BASE, 2048, ONE_CORE);
	tell_region(&s, 1, 0, L1T_REGION_ALIAS, 900000, 10, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, TOP - BASE - 2048);
	assert_int_equal(peak_of(&s, 1, 1, 0)->headroom_bytes, TOP - BASE);
	story_free(&s);
}

static void a_hole_in_persistent_space_leaves_its_end_where_it_is(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_PERSISTENT, BASE, 2048, ONE_CORE);
	tell_alloc_on(&s, 2, DEVICE, L1T_PERSISTENT, BASE + 2048, 64, ONE_CORE);
	tell_free(&s, 1, DEVICE, L1T_PERSISTENT);
	tell_region(&s, 1, 0, L1T_REGION_ALIAS, 900000, 10, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, TOP - BASE - 2112);
	story_free(&s);
}

static void ids_are_unique_within_their_type_only(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_alloc(&s, 1, DEVICE, L1T_L1_SMALL, TOP, 20);
	tell_free(&s, 1, DEVICE, L1T_TRACE);    /* another buffer, from before */
	tell_free(&s, 1, DEVICE, L1T_L1_SMALL);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 700000, 1000);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 1100, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_UNKNOWN_FREE), 1);
	story_free(&s);
}

static void a_second_free_is_a_finding_and_takes_nothing_away(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 800000, 100);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 3, DEVICE, L1T_L1, 700000, 100);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 200, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_DOUBLE_FREE), 1);
	assert_int_equal(s.findings[0].id, 1);
	story_free(&s);
}

static void announcing_what_is_known_to_live_changes_nothing(void **unused)
{
	struct story s;
	struct l1t_record again = {.kind = L1T_ALLOC, .alloc = {.id = 1, .device = DEVICE,
		.type = L1T_L1, .address = 800000, .bytes_per_core = 100,
		.flags = L1T_ALLOC_ANNOUNCED}};

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell(&s, again);
	again.alloc.id = 2;             /* unknown: it is live from here on */
	again.alloc.address = 700000;
	tell(&s, again);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 200, 0, 0, 0);
	assert_int_equal(s.buffer_count, 2);
	assert_int_equal(buffer_of(&s, 1)->alloc_ns, s.now_ns - 30);
	story_free(&s);
}

static void an_id_given_out_again_ends_the_buffer_whose_free_was_lost(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 700000, 30);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 100, 0, 0, 0);
	assert_int_equal(s.buffer_count, 2);
	assert_null(s.buffers[0].reason);
	assert_string_equal(s.buffers[1].reason, "live at end");
	story_free(&s);
}

static void overlapping_buffers_count_their_bytes_once_and_are_a_finding(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 800050, 100);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 150, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_OVERLAP), 1);
	assert_int_equal(s.findings[0].bytes, 50);
	story_free(&s);
}

static void a_neighbour_is_no_overlap(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800040, 100);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 799900, 100);
	tell_alloc(&s, 3, DEVICE, L1T_L1, 800000, 100);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_OVERLAP), 1);
	assert_int_equal(s.findings[0].id, 3);
	assert_int_equal(s.findings[0].other, 1);
	assert_int_equal(s.findings[0].bytes, 60);
	story_free(&s);
}

static void of_per_core_buffers_the_freed_one_goes(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1, 900000, 100, LEFT_CORES);
	tell_alloc_on(&s, 2, DEVICE, L1T_L1, 800000, 1000, LEFT_CORES);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc_on(&s, 3, DEVICE, L1T_L1, 700000, 500, LEFT_CORES);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 1500, 0, 0, 0);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lockstep_buffer_is_reserved_on_cores_outside_its_shards_too),
		cmocka_unit_test(a_per_core_buffer_is_reserved_on_its_cores_only),
		cmocka_unit_test(headroom_sees_per_core_buffers_on_their_cores_only),
		cmocka_unit_test(persistent_space_counts_in_every_instant_on_its_cores),
		cmocka_unit_test(a_hole_in_persistent_space_leaves_its_end_where_it_is),
		cmocka_unit_test(persistent_space_moves_the_base_of_a_program_without_regions),
		cmocka_unit_test(ids_are_unique_within_their_type_only),
		cmocka_unit_test(a_second_free_is_a_finding_and_takes_nothing_away),
		cmocka_unit_test(announcing_what_is_known_to_live_changes_nothing),
		cmocka_unit_test(an_id_given_out_again_ends_the_buffer_whose_free_was_lost),
		cmocka_unit_test(overlapping_buffers_count_their_bytes_once_and_are_a_finding),
		cmocka_unit_test(a_neighbour_is_no_overlap),
		cmocka_unit_test(of_per_core_buffers_the_freed_one_goes),
		cmocka_unit_test(l1_small_is_a_part_of_its_own),
	};

	return cmocka_run_group_tests_name("buffers", tests, NULL, NULL);
}
