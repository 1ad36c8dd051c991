/*
 * Windows, one rule after the other, as streams made by hand with rows worked out by hand: events
 * at the same instant at which a pass begins, and ops on some of their cores. The naive replay and
 * l1analyze must both print the rows.
 *
 * Every device has 1000 bytes of L1, programs from 100, L1_SMALL from 900. Rows: see analyze.c.
 * Must not know: how anybody counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "judge_naive.h"

enum { STEP = 7 };

static void what_a_chip_held_counts_though_it_closes_as_the_pass_begins(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_string(&h, STEP, "step");
	hand_device(&h, 1, 1, 1);
	hand_alloc(&h, 1, 1, L1T_L1, 800, 100);
	hand_close(&h, 1);                              /* 3000 */
	hand_at_once(&h);
	hand_mark(&h, L1T_MARK_BEGIN, STEP);
	hand_mark(&h, L1T_MARK_END, STEP);
	hand_mark(&h, L1T_MARK_BEGIN, STEP);            /* no chip is open in this one */
	hand_expect(&h, VERB_PASSES, "step|0|0|0|100|3000|100|0|0||100|1000|||0|3000|4000\n");
	hand_end(&h);
}

static void what_a_core_held_counts_though_its_class_splits_as_the_pass_begins(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_string(&h, STEP, "step");
	hand_device(&h, 1, 1, 2);
	hand_alloc(&h, 1, 1, L1T_L1, 700, 200);
	hand_region(&h, 1, 1, hand_cores(&h, 1, 1), 100, 50, L1T_REGION_FIRST);
	hand_free(&h, 1, 1, L1T_L1);                    /* 4000 */
	hand_at_once(&h);
	hand_launch(&h, 1, 1, 1, 0);                    /* core 1 alone */
	hand_at_once(&h);
	hand_mark(&h, L1T_MARK_BEGIN, STEP);
	hand_mark(&h, L1T_MARK_END, STEP);
	hand_expect(&h, VERB_PASSES, "step|0|0|0|200|4000|200|0|0|750|100|1000|||0|4000|5000\n");
	hand_end(&h);
}

static void passes_that_begin_in_one_instant_are_two(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_string(&h, STEP, "step");
	hand_device(&h, 1, 1, 1);
	hand_mark(&h, L1T_MARK_BEGIN, STEP);            /* 2000 */
	hand_at_once(&h);
	hand_mark(&h, L1T_MARK_BEGIN, STEP);
	hand_mark(&h, L1T_MARK_END, STEP);              /* 3000: of the inner one */
	hand_alloc(&h, 1, 1, L1T_L1, 800, 100);
	hand_mark(&h, L1T_MARK_END, STEP);
	hand_expect(&h, VERB_PASSES,
		"step|0|0|0|0|2000|0|0|0||100|1000|||0|2000|3000\n"
		"step|0|0|0|100|4000|100|0|0||100|1000|||0|2000|5000\n");
	hand_end(&h);
}

/* Core 0 is the fullest, 1 the tightest, 2 has neither. */
static void three_cores(struct hand_made *h)
{
	hand_begin(h);
	hand_device(h, 1, 1, 4);
	hand_alloc_on(h, 1, 1, L1T_L1, 300, 10, hand_cores(h, 1, 1));
	hand_region(h, 1, 1, hand_cores(h, 0, 0), 100, 400, L1T_REGION_FIRST);
	hand_region(h, 1, 1, hand_cores(h, 1, 1), 100, 150, 0);
	hand_region(h, 1, 1, hand_cores(h, 2, 2), 100, 20, 0);
	hand_launch(h, 1, 1, 1, 0);                     /* 6000 */
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
	struct hand_made h;

	(void)unused;
	three_cores(&h);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		hand_expect_in(&h, VERB_OPS, &cases[i].window, cases[i].rows);
	hand_end(&h);
}

static void a_captured_op_counts_on_the_cores_that_it_covers(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_string(&h, STEP, "step");
	hand_device(&h, 1, 1, 2);
	hand_alloc_on(&h, 1, 1, L1T_L1, 600, 300, hand_cores(&h, 1, 1));
	hand_region(&h, 1, 1, hand_cores(&h, 0, 0), 100, 50, L1T_REGION_FIRST);
	hand_mesh_trace(&h, L1T_CAPTURE_BEGIN, 1, 9);
	hand_launch_named(&h, 1, 1, 1, STEP);           /* core 0 alone; core 1 holds more */
	hand_mesh_trace(&h, L1T_CAPTURE_END, 1, 9);
	hand_mesh_trace(&h, L1T_REPLAY, 1, 9);          /* 7000 */
	hand_expect(&h, VERB_BY_OP,
		"replay of trace 9|0|300|2|7000|300|0|0|0|\n"
		"step|0|50|1|7000|0|0|50|0|\n");
	hand_expect_in(&h, VERB_BY_OP, &(struct window){.has_cores = 1, .x0 = 1, .x1 = 1},
		"step|0||1||||||\n");
	hand_end(&h);
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

	return cmocka_run_group_tests_name("oracle windows", tests, NULL, NULL);
}
