/*
 * Bytes given out twice: they count once, until nobody has them, and are a finding.
 */
#include "three_judges.h"

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
	assert_int_equal(s.rows->findings[0].bytes, 50);
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
	assert_int_equal(s.rows->findings[0].id, 3);
	assert_int_equal(s.rows->findings[0].other, 1);
	assert_int_equal(s.rows->findings[0].bytes, 60);
	story_free(&s);
}

static void a_per_core_buffer_in_a_lockstep_one_is_an_overlap(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_alloc_on(&s, 2, DEVICE, L1T_L1, 800050, 100, LEFT_CORES);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_OVERLAP), 1);
	story_free(&s);
}

static void bytes_given_out_by_two_submeshes_count_once_and_are_a_finding_apart(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_open(&s, 2, 0);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 1000);
	tell_alloc(&s, 2, 2, L1T_L1, 800400, 1000);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 1400, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_SUBMESH_OVERLAP), 1);
	assert_int_equal(findings_of(&s, FINDING_OVERLAP), 0);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overlapping_buffers_count_their_bytes_once_and_are_a_finding),
		cmocka_unit_test(a_neighbour_is_no_overlap),
		cmocka_unit_test(a_per_core_buffer_in_a_lockstep_one_is_an_overlap),
		cmocka_unit_test(
			bytes_given_out_by_two_submeshes_count_once_and_are_a_finding_apart),
		cmocka_unit_test(what_two_meshes_cover_stays_until_both_have_freed_it),
	};

	return run_stories("unions", tests);
}
