/*
 * advise: changes other than to free earlier, and buffers in front of a capture.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "advise_lines.h"

/* ---- into DRAM ---- */

/* A weight that each of three steps uses, with what they make. */
static void steps(struct story *t, uint64_t sides)
{
	make(t, 1, FIRST, line(t, 10));
	for (uint64_t step = 0; step < sides; step++) {
		make(t, 2, SECOND, line(t, 11));
		WORK(t, line(t, 20), FIRST, SECOND);
		call_release(t, 2);
	}
}

static void what_lives_at_the_peak_can_be_in_dram_and_its_users_are_named(void **unused)
{
	struct story t;
	const char *said;

	(void)unused;
	use_begin(&t);
	steps(&t, 3);
	write_file(&t);
	said = ask(L1ANALYZE " advise --format tsv %s", &t);
	assert_non_null(strstr(said, "to dram\tmodel.py:10 main\tmodel.py:10 main"));
	assert_non_null(strstr(said, "ops use it 3 times"));
	assert_non_null(strstr(said, "not known to take it from DRAM: ttnn.add at model.py:20"));
	drop_file(&t);
	use_begin(&t);
	steps(&t, 3);
	expect_changes(&t, "to dram\t11\t11\t3\t512\t1024\t512\t1488\t0\t\n"
		"to dram\t10\t10\t1\t504\t1024\t520\t1480\t0\t\n");
}

static void of_a_line_of_which_a_part_is_captured_nothing_is_said(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	steps(&t, 2);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 1);
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, line(&t, 20), FIRST, SECOND);
	tell_trace(&t, L1T_CAPTURE_END, 1, 1);
	tell_trace(&t, L1T_REPLAY, 1, 1);
	make(&t, 3, THIRD, line(&t, 12));
	WORK(&t, line(&t, 22), THIRD);
	expect_changes(&t, "to dram\t12\t12\t1\t512\t1536\t1024\t976\t0\t\n");
}

/* ---- moved ---- */

/* The second is in the way when line 12 fails. `again`: that line ran before, when the second was not made. */
static void in_the_way(struct story *t, bool again, uint64_t bytes)
{
	use_begin(t);
	make(t, 1, FIRST, line(t, 10));
	if (again) {
		make(t, 3, SECOND, line(t, 12));
		WORK(t, line(t, 20), FIRST, SECOND);
		call_release(t, 3);
	}
	make(t, 2, SECOND, line(t, 11));
	WORK(t, line(t, 20), FIRST, SECOND);
	call_release(t, 1);
	/* 984 bytes below the second one, 504 above it; without it 2,000 */
	call_oom(t, L1T_L1, bytes, 984, line(t, 12));
	call_release(t, 2);
	write_file(t);
}

static void what_is_in_the_way_is_moved_before_the_line_that_failed(void **unused)
{
	struct story t;

	(void)unused;
	in_the_way(&t, false, 1400);
	expect_output(&t, L1ANALYZE " advise --format tsv %s | sed -n 2p | cut -f3-6,15,16",
		"1\treallocate\tmodel.py:11 main\tmodel.py:12 main\t1\tat least\n");
	drop_file(&t);
}

/* In the first pass of a loop its variable does not exist. */
static void what_is_not_there_each_time_that_the_line_runs_is_not_moved(void **unused)
{
	struct story t;

	(void)unused;
	in_the_way(&t, true, 1400);
	assert_null(strstr(ask(L1ANALYZE " advise --format csv %s", &t), "reallocate"));
	drop_file(&t);
}

static void what_does_not_help_when_it_is_moved_is_not_moved(void **unused)
{
	struct story t;

	(void)unused;
	in_the_way(&t, false, 1500);
	assert_null(strstr(ask(L1ANALYZE " advise --format csv %s", &t), "reallocate"));
	drop_file(&t);
}

static void how_the_run_goes_on_when_a_failure_is_gone_is_not_known(void **unused)
{
	struct story t;
	const char *moved;

	(void)unused;
	in_the_way(&t, true, 1400);
	expect_output(&t, L1ANALYZE " advise --format tsv %s | cut -f4,5,15,16 | grep dram",
		"to dram\tmodel.py:10 main\t1\t\nto dram\tmodel.py:11 main\t1\t\n");
	moved = strstr(ask(L1ANALYZE " advise --format tsv %s", &t), "to dram\t");
	assert_non_null(moved);
	assert_non_null(strstr(moved, "what failed then fits, and what its call does next is not known"));
	drop_file(&t);
}

/* ---- in front of a capture ---- */

/* The first is used before the capture alone, or by what is captured; both live at the replays. */
static void capture(struct story *t, bool used)
{
	make(t, 1, FIRST, line(t, 10));
	WORK(t, line(t, 20), FIRST);
	make(t, 2, SECOND, line(t, 11));
	tell_trace(t, L1T_CAPTURE_BEGIN, 1, 1);
	WORK(t, line(t, 21), SECOND, used ? FIRST : SECOND);
	tell_trace(t, L1T_CAPTURE_END, 1, 1);
	tell_trace(t, L1T_REPLAY, 1, 1);
	tell_trace(t, L1T_REPLAY, 1, 1);
}

static void what_no_replay_uses_is_freed_before_the_capture(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	capture(&t, false);
	write_file(&t);
	/* the replays hold the second one and the program's 8 bytes */
	expect_output(&t, L1ANALYZE " advise --format tsv %s | sed -n 2p | cut -f4-6,10-13",
		"free earlier\tmodel.py:10 main\tmodel.py:20 main\t1\t504\t1024\t520\n");
	drop_file(&t);
}

static void what_a_replay_uses_or_shares_its_bytes_with_is_not(void **unused)
{
	for (int other = 0; other < 2; other++) {
		struct story t;

		(void)unused;
		use_begin(&t);
		capture(&t, !other);
		if (other) {
			make(&t, 3, THIRD, line(&t, 12));
			tell_trace(&t, L1T_REPLAY, 1, 1);
		}
		write_file(&t);
		assert_null(strstr(ask(L1ANALYZE " advise --format csv %s", &t), "free earlier"));
		drop_file(&t);
	}
}

/* Both die at line 20, as a list does; of the first it is not known whether an op uses it later. */
static void what_a_line_made_is_freed_before_the_capture_only_if_all_of_it_is(void **unused)
{
	for (int later = 0; later < 2; later++) {
		struct story t;

		(void)unused;
		use_begin(&t);
		make(&t, 1, FIRST, line(&t, 10));
		make(&t, 2, SECOND, line(&t, 10));
		WORK(&t, line(&t, 20), FIRST, SECOND);
		make(&t, 3, THIRD, line(&t, 11));
		tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 1);
		WORK(&t, line(&t, 21), THIRD);
		tell_trace(&t, L1T_CAPTURE_END, 1, 1);
		tell_trace(&t, L1T_REPLAY, 1, 1);
		WORK(&t, line(&t, 22), later ? FIRST + 32 : THIRD);
		write_file(&t);
		expect_output(&t, L1ANALYZE " advise --format tsv %s | cut -f4-6,10,11 | grep py:10", later ? ""
			: "free earlier\tmodel.py:10 main\tmodel.py:20 main\t2\t1016\n");
		drop_file(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_lives_at_the_peak_can_be_in_dram_and_its_users_are_named),
		cmocka_unit_test(of_a_line_of_which_a_part_is_captured_nothing_is_said),
		cmocka_unit_test(what_is_in_the_way_is_moved_before_the_line_that_failed),
		cmocka_unit_test(what_is_not_there_each_time_that_the_line_runs_is_not_moved),
		cmocka_unit_test(what_does_not_help_when_it_is_moved_is_not_moved),
		cmocka_unit_test(how_the_run_goes_on_when_a_failure_is_gone_is_not_known),
		cmocka_unit_test(what_no_replay_uses_is_freed_before_the_capture),
		cmocka_unit_test(what_a_replay_uses_or_shares_its_bytes_with_is_not),
		cmocka_unit_test(what_a_line_made_is_freed_before_the_capture_only_if_all_of_it_is),
	};

	return cmocka_run_group_tests_name("advise_changes", tests, NULL, NULL);
}
