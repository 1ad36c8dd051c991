/*
 * Windows, one rule after the other, with rows worked out by hand: what happens in the very instant in
 * which a pass begins, and ops on some of their cores. Windows are no part of the accounting, which
 * has everything: two judges give these rows, the naive replay and l1analyze.
 *
 * Every device has 1000 bytes of L1, programs from 100, L1_SMALL from 900; cores lie in one row, and
 * records are 1000 ns apart. Rows: see tests/oracle/analyze.c.
 */
#include "three_judges.h"

enum { STEP = 7 };

static const struct world one_row = {.grid_x = 2, .grid_y = 1, .l1_bytes = 1000,
	.unreserved_base = 100, .l1_small_bytes = 100, .core_count = L1T_UNKNOWN, .step_ns = 1000,
	.timeless = true};

/* Core sets 1, 2, 3 are the cores 0, 1, 2. The device is opened at 1000 ns. */
static void row_of(struct story *s, uint64_t cores)
{
	story_begin_in(s, &one_row);
	s->now_ns = 0;
	tell_string(s, STEP, "step");
	for (unsigned x = 0; x < 3; x++)
		tell_cores(s, x + 1, x, 0, x, 0);
	tell_device(s, (struct l1t_device){.device = DEVICE, .grid_x = cores});
}

static void what_a_chip_held_counts_though_it_closes_as_the_pass_begins(void **unused)
{
	struct story s;

	(void)unused;
	row_of(&s, 1);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800, 100);
	tell_close(&s, DEVICE);                              /* 3000 */
	tell_at_once(&s);
	tell_mark(&s, L1T_MARK_BEGIN, STEP);
	tell_mark(&s, L1T_MARK_END, STEP);
	tell_mark(&s, L1T_MARK_BEGIN, STEP);            /* no chip is open in this one */
	story_end(&s);
	expect_rows(&s, VERB_PASSES, "step|0|0|0|100|3000|100|0|0||100|1000|||0|3000|4000\n");
	story_free(&s);
}

static void what_a_core_held_counts_though_its_class_splits_as_the_pass_begins(void **unused)
{
	struct story s;

	(void)unused;
	row_of(&s, 2);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 700, 200);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, 100, 50, 2);
	tell_free(&s, 1, DEVICE, L1T_L1);                    /* 4000 */
	tell_at_once(&s);
	tell_launch(&s, 1, DEVICE, 0, 0);                    /* core 1 alone */
	tell_at_once(&s);
	tell_mark(&s, L1T_MARK_BEGIN, STEP);
	tell_mark(&s, L1T_MARK_END, STEP);
	story_end(&s);
	expect_rows(&s, VERB_PASSES, "step|0|0|0|200|4000|200|0|0|750|100|1000|||0|4000|5000\n");
	story_free(&s);
}

static void passes_that_begin_in_one_instant_are_two(void **unused)
{
	struct story s;

	(void)unused;
	row_of(&s, 1);
	tell_mark(&s, L1T_MARK_BEGIN, STEP);            /* 2000 */
	tell_at_once(&s);
	tell_mark(&s, L1T_MARK_BEGIN, STEP);
	tell_mark(&s, L1T_MARK_END, STEP);              /* 3000: of the inner one */
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800, 100);
	tell_mark(&s, L1T_MARK_END, STEP);
	story_end(&s);
	expect_rows(&s, VERB_PASSES,
		"step|0|0|0|0|2000|0|0|0||100|1000|||0|2000|3000\n"
		"step|0|0|0|100|4000|100|0|0||100|1000|||0|2000|5000\n");
	story_free(&s);
}

/* Core 0 is the fullest, 1 the tightest, 2 has neither. */
static void three_cores(struct story *s)
{
	row_of(s, 4);
	tell_alloc_on(s, 1, DEVICE, L1T_L1, 300, 10, 2);
	tell_region(s, 1, 0, L1T_REGION_FIRST, 100, 400, 1);
	tell_region(s, 1, 0, 0, 100, 150, 2);
	tell_region(s, 1, 0, 0, 100, 20, 3);
	tell_launch(s, 1, DEVICE, 0, 0);                     /* 6000 */
}

static void an_op_on_some_cores_has_the_fullest_and_the_tightest_of_these(void **unused)
{
	static const struct {
		struct window window;
		const char *rows;
	} cases[] = {
		{{.has_cores = 1, .x0 = 0, .x1 = 2}, "1|0|6000||1|0|400|400|50||\n"},
		{{.has_cores = 1, .x0 = 1, .x1 = 2}, "1|0|6000||1|10|150|160|50||\n"},
		{{.has_cores = 1, .x0 = 2, .x1 = 3}, "1|0|6000||1|0|20|20|780||\n"},
		{{.has_cores = 1, .x0 = 3, .x1 = 3}, ""},
	};
	struct story s;

	(void)unused;
	three_cores(&s);
	story_end(&s);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		expect_rows_in(&s, VERB_OPS, &cases[i].window, cases[i].rows);
	story_free(&s);
}

static void a_captured_op_counts_on_the_cores_that_it_covers(void **unused)
{
	struct story s;

	(void)unused;
	row_of(&s, 2);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1, 600, 300, 2);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, 100, 50, 1);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 9);
	tell_launch(&s, 1, DEVICE, 0, STEP);           /* core 0 alone; core 1 holds more */
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, 9);
	tell_trace(&s, L1T_REPLAY, DEVICE, 9);          /* 7000 */
	story_end(&s);
	expect_rows(&s, VERB_BY_OP,
		"replay of trace 9|0|300|2|7000|300|0|0|0|\n"
		"step|0|50|1|7000|0|0|50|0|\n");
	expect_rows_in(&s, VERB_BY_OP, &(struct window){.has_cores = 1, .x0 = 1, .x1 = 1},
		"step|0||1||||||\n");
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_chip_held_counts_though_it_closes_as_the_pass_begins),
		cmocka_unit_test(what_a_core_held_counts_though_its_class_splits_as_the_pass_begins),
		cmocka_unit_test(passes_that_begin_in_one_instant_are_two),
		cmocka_unit_test(a_captured_op_counts_on_the_cores_that_it_covers),
		cmocka_unit_test(an_op_on_some_cores_has_the_fullest_and_the_tightest_of_these),
	};

	return run_stories("oracle windows", tests);
}
