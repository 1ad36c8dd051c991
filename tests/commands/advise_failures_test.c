/*
 * advise: which failures would not happen, and what people read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "advise_lines.h"

/* ---- failures ---- */

/* A pass: two tensors, of which the first is not needed for what line 12 makes then. */
static void pass(struct story *t, uint64_t address)
{
	make(t, 1, FIRST, line(t, 10));
	WORK(t, line(t, 20), FIRST);
	make(t, 2, SECOND, line(t, 11));
	WORK(t, line(t, 21), SECOND);
	if (address)
		make(t, 3, address, line(t, 12));
}

/* Two passes; in the second one line 12 finds no room. */
static void fail_in_the_second_pass(struct story *t, uint64_t bytes)
{
	use_begin(t);
	pass(t, THIRD);
	WORK(t, line(t, 12), SECOND, THIRD);
	for (uint64_t id = 1; id <= 3; id++)
		call_release(t, id);
	pass(t, 0);
	call_oom(t, L1T_L1, bytes, 984, line(t, 12));
	call_release(t, 2);
	call_release(t, 1);
}

static void a_failure_is_prevented_if_what_failed_fits_then(void **unused)
{
	struct story t;

	(void)unused;
	fail_in_the_second_pass(&t, 1400);
	/* the second one lies at 2,488 then, and below it are 1,488 bytes */
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise --format tsv %s | sed -n 2p | cut -f4-6,15,16",
		"free earlier\tmodel.py:10 main\tmodel.py:20 main\t1\tat least\n");
	drop_file(&t);
}

static void to_free_comes_before_another_l1_small_size_that_prevents_as_much(void **unused)
{
	struct story t;

	(void)unused;
	fail_in_the_second_pass(&t, 1300);
	/* with the 400 of L1_SMALL there are 1,384 below the second one */
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise --format tsv %s | sed -n 2,3p | cut -f4,15,16",
		"free earlier\t1\tat least\nl1_small_size\t1\tat least\n");
	drop_file(&t);
}

static void what_a_call_that_failed_may_have_wanted_is_not_freed_before_it(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	pass(&t, 0);
	call_oom(&t, L1T_L1, 1400, 984, line(&t, 12));
	call_release(&t, 2);
	call_release(&t, 1);
	write_file(&t);
	assert_null(strstr(ask(L1ANALYZE " advise --format csv %s", &t), "free earlier"));
	drop_file(&t);
}

static void with_addresses_that_no_replay_gives_nothing_is_said_of_failures(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	make(&t, 1, SECOND, line(&t, 10));
	WORK(&t, line(&t, 20), SECOND);
	make(&t, 2, THIRD, line(&t, 11));
	WORK(&t, line(&t, 21), THIRD);
	expect_advice(&t, "free earlier\t10\t20\t1\t512\t1032\t520\t\t\texact\n"
		FLOOR("512", "1032", "520"));
}

/* ---- words ---- */

static void a_trace_without_uses_is_told_to_say_nothing(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_region(&t, PROGRAM, BASE, 8, L1T_REGION_FIRST);
	make(&t, 1, FIRST, line(&t, 10));
	launch(&t, line(&t, 20));
	write_file(&t);
	assert_non_null(strstr(ask(L1ANALYZE " advise %s", &t), "nothing can be advised"));
	drop_file(&t);
}

static void people_read_what_to_free_and_after_which_line(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	make(&t, 1, FIRST, line(&t, 10));
	WORK(&t, line(&t, 20), FIRST);
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, line(&t, 21), SECOND);
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise --limit 1 --width 80 %s | head -n 8",
		"chip 0: the peak is 1,024 bytes a core, in op 2, ttnn.add; at the tightest op\n"
		"  976 are left\n"
		"1. free ttnn.add's result after model.py:20 (made at :10)\n"
		"   saves 504 a core; the peak falls from 1,024 to 520\n"
		"   .. and 2 more: without --limit all are shown\n"
		"floor, with every buffer freed right after its last use: saves 504 a core; the\n"
		"  peak falls from 1,024 to 520\n"
		"\n");
	assert_non_null(strstr(ask(L1ANALYZE " advise %s", &t), "next: l1analyze uses --dead"));
	expect_output(&t, L1ANALYZE " advise --format markdown %s | grep \"free earlier\\|l1_small\\|floor\" | cut -d\"|\" -f5-8",
		" free earlier |  | model.py:10 main | model.py:20 main \n l1_small_size |  |  |  \n floor |  |  |  \n");
	drop_file(&t);
}

static void what_no_op_made_is_nobodys_result(void **unused)
{
	enum { LOADED = 950 };
	struct story t;

	(void)unused;
	use_begin(&t);
	line(&t, 10);
	tell_callsite(&t, LOADED, 0, FILE_NAME, 10, FUNCTION);
	make(&t, 1, FIRST, LOADED);
	WORK(&t, line(&t, 20), FIRST);
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, line(&t, 21), SECOND);
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise --limit 1 --width 100 %s | sed -n 2p",
		"1. free the buffer after model.py:20 (made at :10)\n");
	drop_file(&t);
}

static void what_the_peak_falls_by_is_another_moments_if_more_is_saved(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	pass(&t, 0);
	call_release(&t, 2);
	call_release(&t, 1);
	make(&t, 3, THIRD, line(&t, 12));
	make(&t, 4, FOURTH, line(&t, 12));
	WORK(&t, line(&t, 22), THIRD, FOURTH);
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise --limit 1 --width 100 %s | sed -n 3p",
		"   saves 504 a core at the peak; the peak falls from 1,024 to 968, which another moment has\n");
	drop_file(&t);
}

static void the_module_around_the_fullest_op_is_named(void **unused)
{
	enum { LAYERS = 900, LAYER };
	struct story t;

	(void)unused;
	use_begin(&t);
	tell_string(&t, LAYERS, "Encoder");
	tell_string(&t, LAYER, "Encoder.layers.3");
	tell_mark(&t, L1T_MARK_BEGIN, LAYERS);
	make(&t, 1, FIRST, line(&t, 10));
	WORK(&t, line(&t, 20), FIRST);
	tell_mark(&t, L1T_MARK_BEGIN, LAYER);
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, line(&t, 21), SECOND);
	tell_mark(&t, L1T_MARK_END, LAYER);
	tell_mark(&t, L1T_MARK_END, LAYERS);
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise --width 80 %s | head -n 2",
		"chip 0: the peak is 1,024 bytes a core, in op 2, ttnn.add, in Encoder.layers.3;\n"
		"  at the tightest op 976 are left\n");
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_is_prevented_if_what_failed_fits_then),
		cmocka_unit_test(to_free_comes_before_another_l1_small_size_that_prevents_as_much),
		cmocka_unit_test(what_a_call_that_failed_may_have_wanted_is_not_freed_before_it),
		cmocka_unit_test(with_addresses_that_no_replay_gives_nothing_is_said_of_failures),
		cmocka_unit_test(a_trace_without_uses_is_told_to_say_nothing),
		cmocka_unit_test(people_read_what_to_free_and_after_which_line),
		cmocka_unit_test(what_no_op_made_is_nobodys_result),
		cmocka_unit_test(what_the_peak_falls_by_is_another_moments_if_more_is_saved),
		cmocka_unit_test(the_module_around_the_fullest_op_is_named),
	};

	return cmocka_run_group_tests_name("advise_failures", tests, NULL, NULL);
}
