/*
 * Rows of ops: several programs of one, and whose numbers they tell.
 */
#include "three_judges.h"

static void programs_of_one_op_share_a_row_on_a_chip(void **unused)
{
	struct story s;
	size_t n = 0;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 10, ALL_CORES);
	tell_region(&s, 2, 0, 0, BASE, 500, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell(&s, (struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = 2, .device = DEVICE,
		.name = 5, .flags = L1T_LAUNCH_SAME_OP}});
	story_end(&s);
	for (size_t i = 0; i < s.op_count; i++)
		n += s.ops[i].op == 1;
	assert_int_equal(n, 1);
	assert_int_equal(op_of(&s, 1, 0)->peak_bytes, 500);
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
		tell(&s, (struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = 2,
			.device = DEVICE, .name = 5, .flags = L1T_LAUNCH_SAME_OP}});
		story_end(&s);
		assert_int_equal(op_of(&s, 1, 0)->peak_bytes, 100 + more);
		assert_int_equal(op_of(&s, 1, 0)->buffer_bytes, more ? 50 : 0);
		assert_int_equal(op_of(&s, 1, 0)->fullest_core, more ? 0 : 2);
		story_free(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_of_one_op_share_a_row_on_a_chip),
		cmocka_unit_test(of_equally_full_cores_an_op_tells_the_first),
		cmocka_unit_test(of_equally_full_programs_an_op_tells_the_first),
	};

	return cmocka_run_group_tests_name("ops", tests, NULL, NULL);
}
