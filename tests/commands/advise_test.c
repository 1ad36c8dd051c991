/*
 * advise: which pairs of lines hold each time, and what the peak and the headroom are then.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "advise_lines.h"

/* ---- one pair ---- */

static void what_is_used_for_the_last_time_is_freed_after_that_line(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	make(&t, 1, FIRST, line(&t, 10));
	WORK(&t, line(&t, 20), FIRST);
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, line(&t, 21), SECOND);
	call_release(&t, 1);
	WORK(&t, line(&t, 22), SECOND);
	/* after it the second one lies at 2,488, and 1,480 are left above the program */
	expect_advice(&t, "free earlier\t10\t20\t1\t504\t1024\t520\t1480\t0\texact\n"
		FLOOR("504", "1024", "520"));
}

static void what_its_line_alone_uses_is_freed_after_the_line_that_makes_it(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	make(&t, 1, FIRST, line(&t, 10));
	WORK(&t, line(&t, 10), FIRST);
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, line(&t, 21), SECOND);
	expect_advice(&t, "free earlier\t10\t10\t1\t504\t1024\t520\t1480\t0\texact\n"
		FLOOR("504", "1024", "520"));
}

static void at_its_last_op_it_is_still_there(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	make(&t, 1, FIRST, line(&t, 10));
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, line(&t, 20), FIRST, SECOND);
	call_release(&t, 1);
	WORK(&t, line(&t, 21), SECOND);
	expect_advice(&t, FLOOR("0", "1024", "1024"));
}

static void a_line_is_over_when_all_its_ops_are(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	make(&t, 1, FIRST, line(&t, 10));
	WORK(&t, within(&t, 30, 20), FIRST);
	make(&t, 2, SECOND, within(&t, 31, 20));
	WORK(&t, within(&t, 31, 20), SECOND);
	make(&t, 3, THIRD, line(&t, 11));
	WORK(&t, line(&t, 21), THIRD, SECOND);
	/* the first is freed after line 20, and so after the second was made; the third, which has 8
	 * bytes more than the first, lies at 1,472 all the same */
	expect_advice(&t, "free earlier\t10\t20\t1\t504\t1536\t1032\t464\t0\texact\n"
		FLOOR("504", "1536", "1032"));
}

/* ---- each time ---- */

static void in_a_loop_it_is_freed_in_each_pass(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	for (uint64_t pass = 0; pass < 3; pass++) {
		make(&t, 1, FIRST, line(&t, 10));
		WORK(&t, line(&t, 20), FIRST);
		make(&t, 2, SECOND, line(&t, 11));
		WORK(&t, line(&t, 21), SECOND);
		call_release(&t, 1);
		call_release(&t, 2);
	}
	expect_advice(&t, "free earlier\t10\t20\t3\t504\t1024\t520\t1480\t0\texact\n"
		FLOOR("504", "1024", "520"));
}

static void what_one_pass_uses_later_is_freed_in_none(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	for (uint64_t pass = 0; pass < 3; pass++) {
		make(&t, 1, FIRST, line(&t, 10));
		WORK(&t, line(&t, 20), FIRST);
		make(&t, 2, SECOND, line(&t, 11));
		if (pass == 1)
			WORK(&t, line(&t, 30), FIRST);
		WORK(&t, line(&t, 21), SECOND);
		call_release(&t, 1);
		call_release(&t, 2);
	}
	write_file(&t);
	assert_null(strstr(ask(L1ANALYZE " advise --format csv %s", &t), ",\"model.py:20 main\","));
	drop_file(&t);
}

static void a_line_that_runs_again_before_the_end_frees_nothing(void **unused)
{
	struct story t;

	(void)unused;
	for (int between = 0; between < 2; between++) {
		use_begin(&t);
		make(&t, 1, FIRST, line(&t, 10));
		WORK(&t, line(&t, 20), FIRST);
		if (between)
			WORK(&t, line(&t, 40), 64);
		WORK(&t, line(&t, 20), FIRST);
		make(&t, 2, SECOND, line(&t, 11));
		WORK(&t, line(&t, 21), SECOND);
		expect_advice(&t, FLOOR("504", "1024", "520"));
	}
}

static void a_function_that_is_called_with_others_too_frees_none(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	/* line 20 of main calls helper with what it makes itself, as line 25 does with what is kept */
	make(&t, 1, FIRST, line(&t, 20));
	WORK(&t, within(&t, 5, 20), FIRST);
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, within(&t, 5, 25), SECOND);
	make(&t, 3, THIRD, line(&t, 12));
	WORK(&t, line(&t, 26), SECOND, THIRD);
	expect_advice(&t, FLOOR("504", "1536", "1032"));
}

/* ---- who may use it later ---- */

static void what_may_be_used_later_is_not_freed(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	make(&t, 1, FIRST, line(&t, 10));
	WORK(&t, line(&t, 20), FIRST);
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, line(&t, 21), SECOND, FIRST + 32);
	expect_advice(&t, "floor\t\t\t\t0\t1024\t1024\t\t\tat most\n");
}

static void other_passes_show_that_an_op_does_not_use_it(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	for (uint64_t pass = 0; pass < 2; pass++) {
		make(&t, 1, FIRST, line(&t, 10));
		WORK(&t, line(&t, 20), FIRST);
		make(&t, 2, SECOND, line(&t, 11));
		WORK(&t, line(&t, 21), SECOND, pass ? FIRST + 32 : 64);
		call_release(&t, 1);
		call_release(&t, 2);
	}
	expect_advice(&t, "free earlier\t10\t20\t2\t504\t1024\t520\t1480\t0\texact\n"
		FLOOR("504", "1024", "520"));
}

static void what_the_host_reads_or_a_replay_uses_later_is_not_freed(void **unused)
{
	struct story t;

	(void)unused;
	for (int replay = 0; replay < 2; replay++) {
		use_begin(&t);
		make(&t, 1, FIRST, line(&t, 10));
		tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 5);
		WORK(&t, line(&t, 20), FIRST);
		tell_trace(&t, L1T_CAPTURE_END, 1, 5);
		make(&t, 2, SECOND, line(&t, 11));
		WORK(&t, line(&t, 21), SECOND);
		if (replay)
			tell_trace(&t, L1T_REPLAY, 1, 5);
		else
			tell_uses(&t, (struct l1t_uses){1, 0, L1T_USES_READ, 0}, (uint32_t[]){FIRST}, 1);
		write_file(&t);
		assert_null(strstr(ask(L1ANALYZE " advise --format csv %s", &t), "earlier,\"model.py:10"));
		drop_file(&t);
	}
}

static void what_the_program_cache_keeps_is_not_freed(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc_of(&t, 1, L1T_L1, FIRST, 504, line(&t, 10), L1T_ALLOC_ENQUEUED);
	WORK(&t, line(&t, 20), FIRST);
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, line(&t, 21), SECOND);
	expect_advice(&t, FLOOR("0", "1024", "1024"));
}

/* ---- all ---- */

static void pieces_that_lower_the_peak_only_together_are_named(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	for (uint32_t part = 0; part < 2; part++) {
		make(&t, 1, FIRST, line(&t, 10 + part));
		WORK(&t, line(&t, 20 + part), FIRST);
		make(&t, 2, SECOND, line(&t, 30 + part));
		WORK(&t, line(&t, 40 + part), SECOND);
		call_release(&t, 1);
		call_release(&t, 2);
	}
	WORK(&t, line(&t, 50), 64);
	expect_advice(&t, "free earlier\t10\t20\t1\t504\t1024\t1024\t976\t0\texact\n"
		"free earlier\t11\t21\t1\t0\t1024\t1024\t976\t0\texact\n"
		"all together\t\t\t2\t504\t1024\t520\t1480\t0\texact\n"
		FLOOR("504", "1024", "520"));
}

static void what_ops_beside_the_peak_hold_for_nothing_is_named_all_the_same(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	make(&t, 1, FIRST, line(&t, 10));
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, line(&t, 20), FIRST, SECOND);
	call_release(&t, 2);
	WORK(&t, line(&t, 21), 64);
	WORK(&t, line(&t, 22), 64);
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise --format tsv %s | sed -n 2p | cut -f4-6,11,13,17",
		"free earlier\tmodel.py:10 main\tmodel.py:20 main\t0\t1024\t"
		"2 ops hold it for nothing, the fullest with 512 bytes in ttnn.add\n");
	drop_file(&t);
}

static void all_pieces_are_replayed_together(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	make(&t, 1, FIRST, line(&t, 10));
	WORK(&t, line(&t, 20), FIRST);
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, line(&t, 21), SECOND);
	make(&t, 3, THIRD, line(&t, 12));
	WORK(&t, line(&t, 22), THIRD);
	/* peaks: 512, 1,024 and 1,536 */
	expect_advice(&t, "free earlier\t11\t21\t1\t512\t1536\t1024\t976\t0\texact\n"
		"free earlier\t10\t20\t1\t504\t1536\t1032\t968\t0\texact\n"
		"all together\t\t\t2\t1016\t1536\t520\t1480\t0\texact\n"
		FLOOR("1016", "1536", "520"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_used_for_the_last_time_is_freed_after_that_line),
		cmocka_unit_test(what_its_line_alone_uses_is_freed_after_the_line_that_makes_it),
		cmocka_unit_test(at_its_last_op_it_is_still_there),
		cmocka_unit_test(a_line_is_over_when_all_its_ops_are),
		cmocka_unit_test(in_a_loop_it_is_freed_in_each_pass),
		cmocka_unit_test(what_one_pass_uses_later_is_freed_in_none),
		cmocka_unit_test(a_line_that_runs_again_before_the_end_frees_nothing),
		cmocka_unit_test(a_function_that_is_called_with_others_too_frees_none),
		cmocka_unit_test(what_may_be_used_later_is_not_freed),
		cmocka_unit_test(other_passes_show_that_an_op_does_not_use_it),
		cmocka_unit_test(what_the_host_reads_or_a_replay_uses_later_is_not_freed),
		cmocka_unit_test(what_the_program_cache_keeps_is_not_freed),
		cmocka_unit_test(pieces_that_lower_the_peak_only_together_are_named),
		cmocka_unit_test(what_ops_beside_the_peak_hold_for_nothing_is_named_all_the_same),
		cmocka_unit_test(all_pieces_are_replayed_together),
	};

	return cmocka_run_group_tests_name("advise", tests, NULL, NULL);
}
