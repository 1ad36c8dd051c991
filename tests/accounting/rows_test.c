/*
 * Whole rows, in all columns and for all cores, worked out by hand: all three judges must give them.
 *
 * Every device has 1000 bytes of L1, programs from 100, L1_SMALL from 900; cores lie in one row, and
 * records are 1000 ns apart. Rows: see tests/oracle/analyze.c.
 */
#include "three_judges.h"

enum { LEFT = 1, BOTH };

static const struct world one_row = {.grid_x = 2, .grid_y = 1, .l1_bytes = 1000,
	.unreserved_base = 100, .l1_small_bytes = 100, .core_count = L1T_UNKNOWN, .step_ns = 1000,
	.timeless = true};

/* The first record that takes time is at 1000 ns. */
static void row_begin(struct story *s)
{
	story_begin_in(s, &one_row);
	s->now_ns = 0;
	tell_cores(s, LEFT, 0, 0, 0, 0);
	tell_cores(s, BOTH, 0, 0, 1, 0);
	tell_chips(s, BOTH_CHIPS, 0, 2);
}

static void row_of(struct story *s, uint64_t cores)
{
	row_begin(s);
	tell_device(s, (struct l1t_device){.device = DEVICE, .grid_x = cores});
}

static void a_lockstep_buffer_takes_its_bytes_on_every_core(void **unused)
{
	struct story s;

	(void)unused;
	row_of(&s, 2);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800, 100);
	tell_alloc(&s, 2, DEVICE, L1T_L1_SMALL, 990, 10);
	tell_free(&s, 1, DEVICE, L1T_L1);
	story_end(&s);
	expect_rows(&s, VERB_PEAK,
		"0|0|0|110|3000|100|10|0||100|1000|||0\n"
		"0|1|0|110|3000|100|10|0||100|1000|||0\n");
	expect_rows(&s, VERB_TIMELINE,
		"0|0|0|2000|alloc|100|0|0|100|0\n"
		"0|0|0|3000|alloc|100|10|0|110|0\n"
		"0|0|0|4000|free|0|10|0|10|0\n"
		"0|1|0|2000|alloc|100|0|0|100|0\n"
		"0|1|0|3000|alloc|100|10|0|110|0\n"
		"0|1|0|4000|free|0|10|0|10|0\n");
	story_free(&s);
}

static void headroom_is_that_of_launches_not_of_buffers_between_them(void **unused)
{
	struct story s;

	(void)unused;
	row_of(&s, 2);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, 100, 50, LEFT);
	tell_launch(&s, 1, DEVICE, 0, 0);                       /* 900 - 150 */
	tell_alloc(&s, 1, DEVICE, L1T_L1, 500, 10);
	tell_launch(&s, 1, DEVICE, 0, 0);                       /* 500 - 150 */
	tell_alloc(&s, 2, DEVICE, L1T_L1, 300, 10);             /* no launch while it lives */
	tell_free(&s, 2, DEVICE, L1T_L1);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	expect_rows(&s, VERB_PEAK,
		"0|0|0|60|5000|10|0|50|350|100|1000|2||0\n"
		"0|1|0|20|6000|20|0|0||100|1000|||0\n");
	story_free(&s);
}

static void a_replay_takes_again_what_its_programs_used(void **unused)
{
	struct story s;

	(void)unused;
	row_of(&s, 2);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, 100, 50, LEFT);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800, 100);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 7);
	tell_launch(&s, 1, DEVICE, 0, 0);                       /* captured: no instant */
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, 7);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 780, 40);             /* shares 20 bytes with buffer 1 */
	tell_trace(&s, L1T_REPLAY, DEVICE, 7);
	story_end(&s);
	expect_rows(&s, VERB_PEAK,
		"0|0|0|170|9000|120|0|50||100|1000|2|replay of trace 7|0\n"
		"0|1|0|120|9000|120|0|0||100|1000|2|replay of trace 7|0\n");
	expect_rows(&s, VERB_OPS,
		"1|0|5000||1||||||\n"
		"2|0|9000|replay of trace 7||120|50|170|||\n");
	story_free(&s);
}

static void bytes_given_out_by_mesh_and_submesh_count_once(void **unused)
{
	struct story s;

	(void)unused;
	row_begin(&s);
	tell_device(&s, (struct l1t_device){.device = DEVICE, .chips = BOTH_CHIPS, .grid_x = 1});
	tell_device(&s, (struct l1t_device){.device = 2, .chips = 1, .grid_x = 1});
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800, 100);
	tell_alloc(&s, 2, 2, L1T_L1, 750, 150);
	story_end(&s);
	expect_rows(&s, VERB_PEAK,
		"0|0|0|100|3000|100|0|0||100|1000|||0\n"
		"1|0|0|150|4000|150|0|0||100|1000|||0\n");
	story_free(&s);
}

static void programs_of_one_op_share_its_number_on_all_chips(void **unused)
{
	struct story s;

	(void)unused;
	row_begin(&s);
	tell_device(&s, (struct l1t_device){.device = DEVICE, .chips = BOTH_CHIPS, .grid_x = 1});
	tell_region(&s, 1, 0, L1T_REGION_FIRST, 100, 30, LEFT);
	tell_region(&s, 2, BOTH_CHIPS, L1T_REGION_FIRST, 100, 40, LEFT);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_launch_of(&s, (struct l1t_launch){.program = 2, .device = DEVICE, .chips = BOTH_CHIPS,
		.flags = L1T_LAUNCH_SAME_OP});
	story_end(&s);
	expect_rows(&s, VERB_OPS,
		"1|0|4000||1|0|40|40|760||\n"
		"1|1|5000||2|0|40|40|760||\n");
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lockstep_buffer_takes_its_bytes_on_every_core),
		cmocka_unit_test(headroom_is_that_of_launches_not_of_buffers_between_them),
		cmocka_unit_test(a_replay_takes_again_what_its_programs_used),
		cmocka_unit_test(bytes_given_out_by_mesh_and_submesh_count_once),
		cmocka_unit_test(programs_of_one_op_share_its_number_on_all_chips),
	};

	return run_stories("rows", tests);
}
