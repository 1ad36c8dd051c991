/*
 * Rows of ops: their numbers, several programs of one, and whose bytes they tell.
 */
#include "three_judges.h"

static void ops_are_numbered_over_chips_threads_and_replays(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_open(&s, 2, 1);
	tell_region(&s, 1, 0, 0, BASE, 1, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	s.thread = 2;
	tell_region(&s, 2, 1, 0, BASE, 1, ALL_CORES);
	tell_launch(&s, 2, 2, 1, 0);
	assert_int_equal(accounting_last_op(s.rows->accounting), 2);
	tell_trace(&s, L1T_REPLAY, DEVICE, 9);
	assert_int_equal(accounting_last_op(s.rows->accounting), 3);
	story_end_for(&s, L1ANALYZE_TOO);
	assert_string_equal(op_of(&s, 2, 1)->kind, "launch");
	assert_string_equal(op_of(&s, 3, 0)->kind, "replay");
	story_free(&s);
}

static void programs_of_one_op_share_its_number_on_their_thread(void **unused)
{
	struct story s;
	const struct l1t_launch second = {.program = 2, .device = 2, .chips = 1,
		.flags = L1T_LAUNCH_SAME_OP};

	(void)unused;
	one_chip(&s);
	tell_open(&s, 2, 1);
	tell_launch(&s, 1, DEVICE, 0, 0);
	s.thread = 2;
	tell_launch(&s, 3, DEVICE, 0, 0);
	s.thread = 1;
	tell_launch_of(&s, second);
	assert_int_equal(accounting_last_op(s.rows->accounting), 1);
	s.thread = 3;
	tell_launch_of(&s, second);       /* nothing before it on this thread: an op of its own */
	assert_int_equal(accounting_last_op(s.rows->accounting), 3);
	story_end(&s);
	story_free(&s);
}

static void programs_of_one_op_share_a_row_on_a_chip(void **unused)
{
	struct story s;
	size_t n = 0;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 10, ALL_CORES);
	tell_region(&s, 2, 0, 0, BASE, 500, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_launch_of(&s, (struct l1t_launch){.program = 2, .device = DEVICE, .name = 5,
		.flags = L1T_LAUNCH_SAME_OP});
	story_end(&s);
	for (size_t i = 0; i < s.rows->op_count; i++)
		n += s.rows->ops[i].op == 1;
	assert_int_equal(n, 1);
	assert_int_equal(op_of(&s, 1, 0)->peak_bytes, 500);
	story_free(&s);
}

static void an_op_names_its_fullest_core_and_its_tightest(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1, 300000, 100, LEFT_CORES);
	tell_region(&s, 1, 0, 0, BASE, 5000, RIGHT_CORES);
	tell_region(&s, 1, 0, 0, BASE, 40, LEFT_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(op_of(&s, 1, 0)->peak_bytes, 5000);
	assert_int_equal(op_of(&s, 1, 0)->buffer_bytes, 0);
	assert_int_equal(op_of(&s, 1, 0)->program_bytes, 5000);
	assert_int_equal(op_of(&s, 1, 0)->headroom_bytes, 300000 - BASE - 40);
	story_free(&s);
}

static void a_program_nobody_described_is_an_op_and_no_instant(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 300000, 100);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(op_of(&s, 1, 0)->buffer_bytes, 100);
	assert_int_equal(op_of(&s, 1, 0)->program_bytes, 0);
	assert_int_equal(op_of(&s, 1, 0)->headroom_bytes, L1T_UNKNOWN);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, L1T_UNKNOWN);
	assert_null(change_of(&s, 1, 0, 0, "launch"));
	story_free(&s);
}

/* A program with 100 bytes here and 50 there, where a buffer has the other 50. */
static void tell_balanced(struct story *s, uint64_t program, uint64_t full, uint64_t half)
{
	tell_alloc_on(s, program, DEVICE, L1T_L1, 800000, 50, half);
	tell_region(s, program, 0, 0, BASE, 100, full);
	tell_region(s, program, 0, 0, BASE, 50, half);
}

static void of_equally_full_cores_an_op_tells_the_first(void **unused)
{
	struct story s;
	enum { LOW = 50, HIGH = 51 };
	static const uint64_t sets[][2] = {{LEFT_CORES, RIGHT_CORES}, {HIGH, LOW}};

	(void)unused;
	for (int i = 0; i < 4; i++) {
		uint64_t first = sets[i / 2][0], second = sets[i / 2][1];
		bool swapped = i % 2;

		one_chip(&s);
		tell_cores(&s, LOW, 0, 1, 0, 1);
		tell_cores(&s, HIGH, 2, 0, 2, 0);       /* y is compared before x */
		tell_balanced(&s, 1, swapped ? second : first, swapped ? first : second);
		tell_launch(&s, 1, DEVICE, 0, 0);
		story_end(&s);
		assert_int_equal(op_of(&s, 1, 0)->peak_bytes, 100);
		assert_int_equal(op_of(&s, 1, 0)->program_bytes, swapped ? 50 : 100);
		assert_int_equal(op_of(&s, 1, 0)->buffer_bytes, swapped ? 50 : 0);
		assert_int_equal(op_of(&s, 1, 0)->fullest_core, i / 2 ? 2 : 0);
		story_free(&s);
	}
}

static void of_equally_full_programs_an_op_tells_the_first(void **unused)
{
	struct story s;

	(void)unused;
	for (uint64_t more = 0; more < 2; more++) {
		one_chip(&s);
		tell_alloc_on(&s, 1, DEVICE, L1T_L1, 800000, 50, LEFT_CORES);
		tell_region(&s, 1, 0, 0, BASE, 100, RIGHT_CORES);
		tell_region(&s, 2, 0, 0, BASE, 50 + more, LEFT_CORES);
		tell_launch(&s, 1, DEVICE, 0, 5);
		tell_launch_of(&s, (struct l1t_launch){.program = 2, .device = DEVICE, .name = 5,
			.flags = L1T_LAUNCH_SAME_OP});
		story_end(&s);
		assert_int_equal(op_of(&s, 1, 0)->peak_bytes, 100 + more);
		assert_int_equal(op_of(&s, 1, 0)->buffer_bytes, more ? 50 : 0);
		assert_int_equal(op_of(&s, 1, 0)->fullest_core, more ? 0 : 2);
		story_free(&s);
	}
}

/* One op on both halves of a chip, whose cores hold the same: buffers, the rest its program. */
static void equals(struct story *s, bool left_first, uint64_t left_buffer, uint64_t right_buffer,
	uint64_t total)
{
	one_chip(s);
	if (left_buffer)
		tell_alloc_on(s, 1, DEVICE, L1T_L1, 800000, left_buffer, LEFT_CORES);
	if (right_buffer)
		tell_alloc_on(s, 2, DEVICE, L1T_L1, 700000, right_buffer, RIGHT_CORES);
	for (int i = 0; i < 2; i++) {
		bool left = left_first == !i;

		tell_region(s, 1, 0, i ? 0 : L1T_REGION_FIRST, BASE,
			total - (left ? left_buffer : right_buffer), left ? LEFT_CORES : RIGHT_CORES);
	}
	tell_launch(s, 1, DEVICE, 0, 0);
	story_end(s);
}

static void the_parts_of_an_op_are_those_of_the_first_of_equally_full_cores(void **unused)
{
	static const uint64_t buffers[][2] = {{0, 2000}, {2000, 0}, {500, 2500}};

	(void)unused;
	for (size_t i = 0; i < 2 * sizeof(buffers) / sizeof(*buffers); i++) {
		const uint64_t *b = buffers[i / 2];
		struct story s;

		equals(&s, i % 2, b[0], b[1], 3000);
		assert_int_equal(op_of(&s, 1, 0)->peak_bytes, 3000);
		assert_int_equal(op_of(&s, 1, 0)->buffer_bytes, b[0]);
		assert_int_equal(op_of(&s, 1, 0)->program_bytes, 3000 - b[0]);
		story_free(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ops_are_numbered_over_chips_threads_and_replays),
		cmocka_unit_test(programs_of_one_op_share_its_number_on_their_thread),
		cmocka_unit_test(programs_of_one_op_share_a_row_on_a_chip),
		cmocka_unit_test(an_op_names_its_fullest_core_and_its_tightest),
		cmocka_unit_test(a_program_nobody_described_is_an_op_and_no_instant),
		cmocka_unit_test(of_equally_full_cores_an_op_tells_the_first),
		cmocka_unit_test(of_equally_full_programs_an_op_tells_the_first),
		cmocka_unit_test(the_parts_of_an_op_are_those_of_the_first_of_equally_full_cores),
	};

	return run_stories("ops", tests);
}
