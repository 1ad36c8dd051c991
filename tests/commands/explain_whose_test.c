/*
 * The verb explain: what belongs to the call that failed, what its program works in, and what is
 * somebody else's, on one bank from 1000 to 3000, computed by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "calls.h"

enum { MODULE = 40 };          /* a string */

/* Somebody's buffer 1 at 2400-3000, the call's at 1900-2400, and a program up to 2000. */
static void tell_output(struct story *t, bool goes, bool module_between)
{
	call_begin(t);
	call_alloc(t, 1, 2400, 600, ADD);
	call_alloc(t, 2, 1900, 500, CONV);
	if (module_between) {
		tell_string(t, MODULE, "Model.layers.7");
		tell_mark(t, L1T_MARK_BEGIN, MODULE);
	}
	call_region(t, PROGRAM, 1000, 1000, L1T_REGION_FIRST);
	call_clash(t, PROGRAM, 2000, 1900, CONV);
	if (goes)
		call_release(t, 2);
	call_launch(t, PROGRAM, CONV, CONVOLUTION, L1T_LAUNCH_FAILED);
	call_alloc(t, 3, 2900, 100, ADD);
}

static void tell_own_output(struct story *t, bool goes)
{
	tell_output(t, goes, false);
}

/* Buffer 2 is not the call's own. */
static void expect_that_2_may_go(const struct story *t)
{
	expect(t,
		"free\tcure\t2\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t2\t1\n"
		"buffer\tlives\t1\t0\n");
}

static void the_calls_own_output_moves_up_when_another_buffer_goes(void **unused)
{
	struct story t;

	(void)unused;
	tell_own_output(&t, true);
	write_file(&t);
	expect(&t,
		"free\tcure\t1\t1\n"
		"dram\tcure\t\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t1\t1\n"
		"buffer\town\t2\t\n");
	drop_file(&t);
}

static void what_outlives_the_failure_is_not_the_calls_own(void **unused)
{
	struct story t;

	(void)unused;
	tell_own_output(&t, false);
	write_file(&t);
	/* an older output of that line, which is kept: it is in the way, and it may go */
	expect_that_2_may_go(&t);
	drop_file(&t);
}

static void what_is_freed_when_the_thread_has_gone_on_is_not_the_calls_own(void **unused)
{
	struct story t;

	(void)unused;
	tell_own_output(&t, false);
	call_release(&t, 2);
	write_file(&t);
	expect_that_2_may_go(&t);
	drop_file(&t);
}

/* A loop over layers has one line, and an exception frees what all of them made. */
static void what_was_made_before_a_module_began_is_not_the_calls_own(void **unused)
{
	struct story t;

	(void)unused;
	tell_output(&t, true, true);
	write_file(&t);
	expect_that_2_may_go(&t);
	expect_words(&t, "\n  in Model.layers.7\n  called at model.py:7", true);
	drop_file(&t);
}

/* Two allocations with a launch between, both gone with the failure: one call, or two? */
static void tell_two(struct story *t, uint64_t first, uint64_t then, bool alone_before)
{
	call_begin(t);
	if (alone_before)
		call_launch(t, PROGRAM + 1, CONV, first, 0);
	call_launch(t, PROGRAM + 2, ADD, HALO, 0);
	call_alloc(t, 1, 2400, 600, ADD);
	call_alloc(t, 2, 2000, 400, CONV);
	call_launch(t, PROGRAM + 1, CONV, first, 0);
	call_alloc(t, 3, 1600, 400, CONV);
	call_region(t, PROGRAM, 1000, 700, L1T_REGION_FIRST);
	call_clash(t, PROGRAM, 1700, 1600, CONV);
	call_release(t, 3);
	call_release(t, 2);
	call_launch(t, PROGRAM, CONV, then, L1T_LAUNCH_FAILED);
	write_file(t);
}

static void programs_of_several_types_are_one_call(void **unused)
{
	struct story t;

	(void)unused;
	tell_two(&t, HALO, CONVOLUTION, false);
	expect(&t,
		"deallocate_activation\tcure\t1\t1\n"
		"free\tcure\t1\t1\n"
		"dram\tcure\t\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t1\t1\n"
		"buffer\town\t3\t\n"
		"buffer\town\t2\t\n");
	drop_file(&t);
}

static void of_two_runs_of_a_line_the_first_one_may_be_anothers(void **unused)
{
	struct story t;

	(void)unused;
	tell_two(&t, CONVOLUTION, CONVOLUTION, false);
	expect(&t,
		"free\tcure\t1\t1\n"
		"dram\tcure\t\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t1\t1\n"
		"buffer\town\t3\t\n"
		"buffer\tmaybe own\t2\t\n");
	drop_file(&t);
}

static void an_op_that_was_seen_to_run_one_program_has_ended_with_it(void **unused)
{
	struct story t;

	(void)unused;
	tell_two(&t, CONVOLUTION, CONVOLUTION, true);
	expect(&t,
		"free\tcure\t2\t1\n"
		"dram\tcure\t\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t2\t1\n"
		"buffer\town\t3\t\n"
		"buffer\tlives\t1\t1\n");
	drop_file(&t);
}

static void an_op_of_several_types_of_programs_is_in_doubt(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_launch(&t, PROGRAM + 1, CONV, HALO, 0);    /* one program alone */
	call_launch(&t, PROGRAM + 2, ADD, HALO, 0);
	call_alloc(&t, 1, 2400, 600, ADD);
	call_alloc(&t, 2, 2000, 400, CONV);
	call_launch(&t, PROGRAM + 1, CONV, CONVOLUTION, 0);
	call_oom(&t, L1T_L1, 1100, 1000, CONV);
	call_release(&t, 2);
	write_file(&t);
	/* were 2 the call's, releasing 1 would do; were it not, it would not: nothing is claimed */
	expect(&t,
		"dram\tcure\t\t\n"
		"buffer\tmaybe own\t2\t\n"
		"buffer\tlives\t1\t\n");
	expect_words(&t, "what to release depends on whether the buffers in doubt are the call", true);
	expect_words(&t, "no release makes it fit", false);
	drop_file(&t);
}

/*
 * If 2 is the call's, it would take the place of 1, and 3 would be below 4; if not, 3 would take
 * it.
 */
static void in_doubt_a_cure_does_either_way(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2600, 400, ADD);
	call_alloc(&t, 4, 2500, 100, ADD);
	call_alloc(&t, 2, 2200, 300, CONV);
	call_launch(&t, PROGRAM + 1, CONV, CONVOLUTION, 0);
	call_alloc(&t, 3, 1800, 400, CONV);
	call_region(&t, PROGRAM, 1000, 1150, L1T_REGION_FIRST);
	call_clash(&t, PROGRAM, 2150, 1800, CONV);
	call_release(&t, 3);
	call_release(&t, 2);
	call_launch(&t, PROGRAM, CONV, CONVOLUTION, L1T_LAUNCH_FAILED);
	write_file(&t);
	expect(&t,
		"free\tcure\t\t1\n"
		"dram\tcure\t\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t4\t0\n"
		"buffer\tin the way\t1\t\n"
		"buffer\town\t3\t\n"
		"buffer\tmaybe own\t2\t\n");
	drop_file(&t);
}

static void without_call_sites_what_goes_with_the_failure_is_in_doubt(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2400, 600, 0);
	call_launch(&t, PROGRAM + 1, 0, HALO, 0);
	call_alloc(&t, 2, 1900, 500, 0);
	call_region(&t, PROGRAM, 1000, 1000, L1T_REGION_FIRST);
	call_clash(&t, PROGRAM, 2000, 1900, 0);
	call_release(&t, 2);
	call_alloc(&t, 3, 2900, 100, 0);
	write_file(&t);
	/* were 2 the call's, releasing 1 would do */
	expect(&t,
		"shrink\tcure\t\t1\n"
		"buffer\tmaybe own\t2\t\n"
		"buffer\tlives\t1\t\n");
	drop_file(&t);
}

static void what_the_failing_program_works_in_is_not_proposed(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2400, 600, ADD);
	call_alloc(&t, 2, 1900, 500, ADD);
	call_region(&t, PROGRAM, 1900, 500, L1T_REGION_ALIAS);
	call_region(&t, PROGRAM, 1000, 1000, L1T_REGION_FIRST);
	call_clash(&t, PROGRAM, 2000, 1900, CONV);
	call_launch(&t, PROGRAM, CONV, CONVOLUTION, L1T_LAUNCH_FAILED);
	write_file(&t);
	expect(&t,
		"shrink\tcure\t\t1\n"
		"buffer\toperand\t2\t\n"
		"buffer\tlives\t1\t0\n");
	expect_words(&t, "no release makes it fit: what is in the way cannot be released before the call", true);
	expect_words(&t, "in use by the failing program", true);
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_calls_own_output_moves_up_when_another_buffer_goes),
		cmocka_unit_test(what_outlives_the_failure_is_not_the_calls_own),
		cmocka_unit_test(what_is_freed_when_the_thread_has_gone_on_is_not_the_calls_own),
		cmocka_unit_test(what_was_made_before_a_module_began_is_not_the_calls_own),
		cmocka_unit_test(programs_of_several_types_are_one_call),
		cmocka_unit_test(of_two_runs_of_a_line_the_first_one_may_be_anothers),
		cmocka_unit_test(an_op_that_was_seen_to_run_one_program_has_ended_with_it),
		cmocka_unit_test(an_op_of_several_types_of_programs_is_in_doubt),
		cmocka_unit_test(in_doubt_a_cure_does_either_way),
		cmocka_unit_test(without_call_sites_what_goes_with_the_failure_is_in_doubt),
		cmocka_unit_test(what_the_failing_program_works_in_is_not_proposed),
	};

	return cmocka_run_group_tests_name("explain whose", tests, NULL, NULL);
}
