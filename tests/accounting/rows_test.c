/*
 * Each accounting rule once, as a stream made by hand with rows worked out by hand. The naive
 * replay and l1analyze must both print them.
 *
 * Every device has 1000 bytes of L1, programs from 100, L1_SMALL from 900. Rows: see analyze.c.
 * Must not know: how anybody counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "judge_naive.h"

static void a_lockstep_buffer_takes_its_bytes_on_every_core(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 2);
	hand_alloc(&h, 1, 1, L1T_L1, 800, 100);
	hand_alloc(&h, 2, 1, L1T_L1_SMALL, 990, 10);
	hand_free(&h, 1, 1, L1T_L1);
	hand_expect(&h, VERB_PEAK,
		"0|0|0|110|3000|100|10|0||100|1000|||0\n"
		"0|1|0|110|3000|100|10|0||100|1000|||0\n");
	hand_expect(&h, VERB_TIMELINE,
		"0|0|0|2000|alloc|100|0|0|100|0\n"
		"0|0|0|3000|alloc|100|10|0|110|0\n"
		"0|0|0|4000|free|0|10|0|10|0\n"
		"0|1|0|2000|alloc|100|0|0|100|0\n"
		"0|1|0|3000|alloc|100|10|0|110|0\n"
		"0|1|0|4000|free|0|10|0|10|0\n");
	hand_end(&h);
}

static void per_core_and_persistent_space_lie_on_their_own_cores(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 2);
	hand_alloc_on(&h, 1, 1, L1T_L1, 800, 100, hand_cores(&h, 1, 1));
	hand_alloc_on(&h, 2, 1, L1T_PERSISTENT, 100, 30, hand_cores(&h, 0, 0));
	hand_expect(&h, VERB_PEAK,
		"0|0|0|30|3000|0|0|0||100|1000|||30\n"
		"0|1|0|100|2000|100|0|0||100|1000|||0\n");
	hand_end(&h);
}

static void a_buffer_that_comes_after_a_launch_shares_no_instant_with_it(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 1);
	hand_region(&h, 1, 1, hand_cores(&h, 0, 0), 100, 300, L1T_REGION_FIRST);
	hand_launch(&h, 1, 1, 1, 0);
	hand_alloc(&h, 1, 1, L1T_L1, 500, 400);
	hand_expect(&h, VERB_PEAK, "0|0|0|400|4000|400|0|0|500|100|1000|||0\n");
	hand_expect(&h, VERB_TIMELINE,
		"0|0|0|3000|launch|0|0|300|300|300\n"
		"0|0|0|4000|alloc|400|0|0|400|300\n");
	hand_end(&h);
}

static void a_launch_that_threw_never_ran(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 1);
	hand_region(&h, 1, 1, hand_cores(&h, 0, 0), 100, 300, L1T_REGION_FIRST);
	hand_launch(&h, 1, 1, 1, L1T_LAUNCH_FAILED);
	hand_launch(&h, 1, 1, 1, 0);
	hand_expect(&h, VERB_PEAK, "0|0|0|300|4000|0|0|300|500|100|1000|2||0\n");
	hand_expect(&h, VERB_OPS,
		"1|0|3000||1||||||\n"
		"2|0|4000||1|0|300|300|500||\n");
	hand_end(&h);
}

static void a_new_placement_replaces_the_old_regions(void **unused)
{
	struct hand_made h;
	uint64_t cores;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 1);
	cores = hand_cores(&h, 0, 0);
	hand_region(&h, 1, 1, cores, 100, 10, L1T_REGION_FIRST);
	hand_region(&h, 1, 1, cores, 110, 30, 0);
	hand_launch(&h, 1, 1, 1, 0);
	hand_region(&h, 1, 1, cores, 100, 12, L1T_REGION_FIRST);
	hand_launch(&h, 1, 1, 1, 0);
	hand_expect(&h, VERB_TIMELINE,
		"0|0|0|4000|launch|0|0|40|40|40\n"
		"0|0|0|6000|launch|0|0|12|12|12\n");
	hand_end(&h);
}

static void resident_bytes_change_only_on_the_cores_a_launch_covers(void **unused)
{
	struct hand_made h;
	uint64_t both, right;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 2);
	hand_alloc(&h, 1, 1, L1T_L1, 890, 10);
	both = hand_cores(&h, 0, 1);
	right = hand_cores(&h, 1, 1);
	hand_region(&h, 1, 1, both, 100, 40, L1T_REGION_FIRST);
	hand_region(&h, 2, 1, right, 890, 10, L1T_REGION_ALIAS);
	hand_launch(&h, 1, 1, 1, 0);
	hand_launch(&h, 2, 1, 1, 0);
	hand_gone(&h, 1);
	hand_expect(&h, VERB_TIMELINE,
		"0|0|0|2000|alloc|10|0|0|10|0\n"
		"0|0|0|5000|launch|10|0|40|50|40\n"
		"0|0|0|7000|program gone|10|0|0|10|0\n"
		"0|1|0|2000|alloc|10|0|0|10|0\n"
		"0|1|0|5000|launch|10|0|40|50|40\n"
		"0|1|0|6000|launch|10|0|0|10|0\n");
	hand_end(&h);
}

static void headroom_is_the_smallest_distance_from_a_program_to_a_buffer(void **unused)
{
	struct hand_made h;
	uint64_t cores;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 2);
	cores = hand_cores(&h, 0, 0);
	hand_region(&h, 1, 1, cores, 100, 50, L1T_REGION_FIRST);
	hand_launch(&h, 1, 1, 1, 0);                    /* 900 - 150 */
	hand_alloc(&h, 1, 1, L1T_L1, 500, 10);
	hand_launch(&h, 1, 1, 1, 0);                    /* 500 - 150 */
	hand_alloc(&h, 2, 1, L1T_L1, 300, 10);          /* no launch while it is live */
	hand_free(&h, 2, 1, L1T_L1);
	hand_launch(&h, 1, 1, 1, 0);
	hand_expect(&h, VERB_PEAK,
		"0|0|0|60|5000|10|0|50|350|100|1000|2||0\n"
		"0|1|0|20|6000|20|0|0||100|1000|||0\n");
	hand_end(&h);
}

static void a_replay_takes_again_what_its_programs_used(void **unused)
{
	struct hand_made h;
	uint64_t cores;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 2);
	cores = hand_cores(&h, 0, 0);
	hand_region(&h, 1, 1, cores, 100, 50, L1T_REGION_FIRST);
	hand_alloc(&h, 1, 1, L1T_L1, 800, 100);
	hand_mesh_trace(&h, L1T_CAPTURE_BEGIN, 1, 7);
	hand_launch(&h, 1, 1, 1, 0);                    /* captured: no instant */
	hand_mesh_trace(&h, L1T_CAPTURE_END, 1, 7);
	hand_free(&h, 1, 1, L1T_L1);
	hand_alloc(&h, 2, 1, L1T_L1, 780, 40);          /* shares 20 bytes with buffer 1 */
	hand_mesh_trace(&h, L1T_REPLAY, 1, 7);
	hand_expect(&h, VERB_PEAK,
		"0|0|0|170|9000|120|0|50||100|1000|2|replay of trace 7|0\n"
		"0|1|0|120|9000|120|0|0||100|1000|2|replay of trace 7|0\n");
	hand_expect(&h, VERB_OPS,
		"1|0|5000||1||||||\n"
		"2|0|9000|replay of trace 7||120|50|170|||\n");
	hand_end(&h);
}

static void bytes_given_out_by_mesh_and_submesh_count_once(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 3, 1);
	hand_device(&h, 2, 2, 1);
	hand_alloc(&h, 1, 1, L1T_L1, 800, 100);
	hand_alloc(&h, 2, 2, L1T_L1, 750, 150);
	hand_expect(&h, VERB_PEAK,
		"0|0|0|100|3000|100|0|0||100|1000|||0\n"
		"1|0|0|150|4000|150|0|0||100|1000|||0\n");
	hand_end(&h);
}

static void each_opening_of_a_chip_has_its_own_peak(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 1);
	hand_alloc(&h, 1, 1, L1T_L1, 800, 100);
	hand_close(&h, 1);
	hand_device(&h, 2, 1, 2);
	hand_alloc(&h, 2, 2, L1T_L1, 880, 20);
	hand_expect(&h, VERB_PEAK,
		"0|0|0|100|2000|100|0|0||100|1000|||0\n"
		"0|0|0|20|5000|20|0|0||100|1000|||0\n"
		"0|1|0|20|5000|20|0|0||100|1000|||0\n");
	hand_expect(&h, VERB_LEAKS,
		"0|1|l1|800|100|200|2000|freed at device close|\n"
		"0|2|l1|880|20|40|5000|live at end|\n");
	hand_end(&h);
}

static void programs_of_one_op_share_its_row(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 3, 1);
	hand_region(&h, 1, 1, hand_cores(&h, 0, 0), 100, 30, L1T_REGION_FIRST);
	hand_region(&h, 2, 3, 1, 100, 40, L1T_REGION_FIRST);
	hand_launch(&h, 1, 1, 1, 0);
	hand_launch(&h, 2, 1, 3, L1T_LAUNCH_SAME_OP);
	hand_expect(&h, VERB_OPS,
		"1|0|4000||1|0|40|40|760||\n"
		"1|1|5000||2|0|40|40|760||\n");
	hand_end(&h);
}

static void what_is_not_announced_at_a_resume_went_during_the_pause(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 1);
	hand_alloc(&h, 1, 1, L1T_L1, 800, 100);
	hand_alloc(&h, 2, 1, L1T_L1, 700, 100);
	hand_pause(&h);
	h.now -= 1000;                  /* announcements carry the time of the resume */
	hand_device_again(&h, 1, 1, 1);
	h.now -= 1000;
	hand_announce(&h, 2, 1, 700, 100);
	h.now -= 1000;
	hand_announce(&h, 3, 1, 780, 120);      /* where 1 was; not held at the same time */
	hand_expect(&h, VERB_TIMELINE,
		"0|0|0|2000|alloc|100|0|0|100|0\n"
		"0|0|0|3000|alloc|200|0|0|200|0\n"
		"0|0|0|5000|free|100|0|0|100|0\n"
		"0|0|0|5000|alloc|200|0|0|200|0\n");
	hand_expect(&h, VERB_LEAKS,
		"0|2|l1|700|100|200|3000|live at end|\n"
		"0|3|l1|780|120|240|5000|allocated before recording|\n");
	hand_end(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lockstep_buffer_takes_its_bytes_on_every_core),
		cmocka_unit_test(per_core_and_persistent_space_lie_on_their_own_cores),
		cmocka_unit_test(a_buffer_that_comes_after_a_launch_shares_no_instant_with_it),
		cmocka_unit_test(a_launch_that_threw_never_ran),
		cmocka_unit_test(a_new_placement_replaces_the_old_regions),
		cmocka_unit_test(resident_bytes_change_only_on_the_cores_a_launch_covers),
		cmocka_unit_test(headroom_is_the_smallest_distance_from_a_program_to_a_buffer),
		cmocka_unit_test(a_replay_takes_again_what_its_programs_used),
		cmocka_unit_test(bytes_given_out_by_mesh_and_submesh_count_once),
		cmocka_unit_test(each_opening_of_a_chip_has_its_own_peak),
		cmocka_unit_test(programs_of_one_op_share_its_row),
		cmocka_unit_test(what_is_not_announced_at_a_resume_went_during_the_pause),
	};

	return cmocka_run_group_tests_name("oracle rules", tests, NULL, NULL);
}
