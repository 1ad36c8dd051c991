/*
 * uses: which words a launch or a replay has, on which device, and for which op a buffer was made.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "use_calls.h"

enum { WORDS_READ = 1024 };

static void words_that_are_more_than_are_read_are_not_all(void **unused)
{
	uint32_t words[WORDS_READ + 1] = {C};

	(void)unused;
	for (size_t i = 1; i <= WORDS_READ; i++)
		words[i] = 100000;
	for (size_t more = 0; more < 2; more++) {
		struct story t;

		use_begin(&t);
		call_alloc(&t, 1, C, BYTES, EMPTY);
		use_tell(&t, 1, PROGRAM, 0, words, WORDS_READ + more);
		call_launch(&t, PROGRAM, ADD, 0, 0);
		expect_uses(&t, more ? "1\t1\t1\t1\t1\t0\tttnn.add\n" : "1\t1\t1\t1\t\t0\tttnn.add\n");
	}
}

static void words_are_of_the_next_launch_only(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	USES(&t, PROGRAM, C);
	call_launch(&t, PROGRAM, ADD, 0, L1T_LAUNCH_FAILED);
	call_launch(&t, PROGRAM, ADD, 0, 0);    /* its own words were lost */
	expect_uses(&t, "1\t0\t\t\t2\t0\tperhaps ttnn.add\n");
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	USES(&t, PROGRAM, C);
	call_launch(&t, PROGRAM + 1, ADD, 0, 0);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	expect_uses(&t, "1\t0\t\t\t2\t0\tperhaps ttnn.add\n");
}

static void threads_have_words_of_their_own(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	USES(&t, PROGRAM, C);
	trace_run(t.file, 2, 1000);
	USES(&t, PROGRAM, B);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	trace_run(t.file, 1, 1001);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	expect_uses(&t, "1\t1\t2\t2\t\t0\tttnn.add\n");
}

static void the_last_that_may_be_a_use_counts_whichever_it_is(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	RUN(&t, C + 32);
	call_alloc(&t, 2, B, BYTES, EMPTY);
	RUN(&t, A);
	expect_uses(&t, "1\t0\t\t\t2\t1\tperhaps ttnn.add\n2\t0\t\t\t\t1\tnever used\n");
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, C + 32);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	expect_uses(&t, "1\t0\t\t\t2\t0\tperhaps ttnn.add\n");
}

/* ---- for which op ---- */

static void a_buffer_is_made_for_the_next_op_of_its_line_and_thread(void **unused)
{
	static const char sql[] = "SELECT buffer, alloc_op FROM uses ORDER BY buffer";
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_alloc(&t, 2, B, BYTES, ADD);
	call_alloc(&t, 3, A, BYTES, EMPTY);
	call_launch(&t, PROGRAM, EMPTY, 0, 0);
	call_launch(&t, PROGRAM, EMPTY, 0, 0);
	expect_rows(&t, sql, "1\t\n2\t\n3\t1\n");
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	call_launch(&t, PROGRAM, EMPTY, 0, 0);
	call_alloc(&t, 2, B, BYTES, 0);
	call_launch(&t, PROGRAM, 0, 0, 0);
	expect_rows(&t, sql, "1\t\n2\t\n");
}

/* ---- replays ---- */

static void a_replay_uses_a_buffer_once_however_many_launches_work_on_it(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 5);
	RUN(&t, C);
	RUN(&t, B, C);
	tell_trace(&t, L1T_CAPTURE_END, 1, 5);
	tell_trace(&t, L1T_REPLAY, 1, 5);
	expect_uses(&t, "1\t3\t1\t3\t\t0\treplay of trace 5\n");
}

static void a_launch_after_the_capture_is_not_replayed(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 5);
	RUN(&t, B);
	tell_trace(&t, L1T_CAPTURE_END, 1, 5);
	RUN(&t, C);
	tell_trace(&t, L1T_REPLAY, 1, 5);
	expect_uses(&t, "1\t1\t2\t2\t\t1\tttnn.add\n");
}

static void the_end_of_another_trace_ends_no_capture(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 5);
	tell_trace(&t, L1T_CAPTURE_END, 1, 6);
	RUN(&t, C);
	tell_trace(&t, L1T_CAPTURE_END, 1, 5);
	tell_trace(&t, L1T_REPLAY, 1, 5);
	expect_uses(&t, "1\t2\t1\t2\t\t0\treplay of trace 5\n");
}

static void a_replay_of_launches_whose_words_are_not_known_may_use_all(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 5);
	RUN(&t, B);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	tell_trace(&t, L1T_CAPTURE_END, 1, 5);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	tell_trace(&t, L1T_REPLAY, 1, 5);
	expect_uses(&t, "1\t0\t\t\t3\t0\tperhaps replay of trace 5\n");
}

static void a_trace_that_is_captured_again_forgets_what_it_was(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 5);
	RUN(&t, C);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	tell_trace(&t, L1T_CAPTURE_END, 1, 5);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 5);
	RUN(&t, B);
	tell_trace(&t, L1T_CAPTURE_END, 1, 5);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_alloc(&t, 2, B, BYTES, EMPTY);
	tell_trace(&t, L1T_REPLAY, 1, 5);
	expect_uses(&t, "1\t0\t\t\t\t1\tnever used\n2\t1\t4\t4\t\t0\treplay of trace 5\n");
}

static void a_replay_works_on_its_own_device_as_its_own_trace_does(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	tell_open(&t, 2, 0);
	use_alloc_on(&t, 1, 1, C);
	use_alloc_on(&t, 2, 2, C);
	use_alloc_on(&t, 2, 3, B);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 5);
	use_run_on(&t, 2, 0, C);
	tell_trace(&t, L1T_CAPTURE_END, 1, 5);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 2, 5);
	use_run_on(&t, 2, 0, B);
	tell_trace(&t, L1T_CAPTURE_END, 2, 5);
	tell_trace(&t, L1T_REPLAY, 1, 5);
	tell_trace(&t, L1T_REPLAY, 2, 5);
	expect_uses(&t, "1\t0\t\t\t\t4\tnever used\n2\t1\t1\t1\t\t3\tttnn.add\n"
		"3\t2\t2\t4\t\t0\treplay of trace 5\n");
}

static void two_devices_capture_at_the_same_time(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	tell_open(&t, 2, 0);
	use_alloc_on(&t, 1, 1, C);
	use_alloc_on(&t, 2, 2, B);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 5);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 2, 6);
	use_run_on(&t, 1, 0, C);
	tell_trace(&t, L1T_CAPTURE_END, 1, 5);
	use_run_on(&t, 2, 0, B);
	tell_trace(&t, L1T_CAPTURE_END, 2, 6);
	tell_trace(&t, L1T_REPLAY, 1, 5);
	tell_trace(&t, L1T_REPLAY, 2, 6);
	expect_uses(&t, "1\t2\t1\t3\t\t1\treplay of trace 5\n2\t2\t2\t4\t\t0\treplay of trace 6\n");
}

/* ---- which buffer ---- */

static void a_word_that_fits_here_means_no_buffer_of_another_device(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	tell_open(&t, 2, 0);
	use_alloc_on(&t, 1, 1, C);
	use_alloc_on(&t, 2, 2, C);
	use_alloc_on(&t, 2, 3, B);
	use_run_on(&t, 1, 0, C);
	use_run_on(&t, 1, 0, B);
	expect_uses(&t, "1\t1\t1\t1\t\t1\tttnn.add\n2\t0\t\t\t\t2\tnever used\n"
		"3\t0\t\t\t2\t0\tperhaps ttnn.add\n");
}

static void a_buffer_of_l1_small_is_used_as_one_of_l1_is(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc_of(&t, 1, L1T_L1_SMALL, TOP + 72, 64, EMPTY, 0);
	RUN(&t, TOP + 72);
	expect_uses(&t, "1\t1\t1\t1\t\t0\tttnn.add\n");
}

static void a_buffer_whose_size_is_not_known_is_used_where_it_begins(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, L1T_UNKNOWN, EMPTY);
	RUN(&t, C);
	RUN(&t, C + 32);
	expect_uses(&t, "1\t1\t1\t1\t\t1\tttnn.add\n");
}

static void a_buffer_that_is_announced_again_keeps_its_uses(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, C);
	call_alloc_of(&t, 1, L1T_L1, C, BYTES, EMPTY, L1T_ALLOC_ANNOUNCED);
	RUN(&t, B);
	expect_uses(&t, "1\t1\t1\t1\t\t1\tttnn.add\n");
}

static void one_id_in_two_memories_is_two_buffers(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_alloc_of(&t, 1, L1T_DRAM, B, BYTES, EMPTY, 0);
	RUN(&t, C);
	RUN(&t, B);
	expect_uses(&t, "1\t1\t1\t1\t\t1\tttnn.add\n1\t1\t2\t2\t\t0\tttnn.add\n");
}

/* As with addresses of their own on each core: many buffers are at the same address. */
static void a_word_that_means_more_buffers_than_are_looked_at_may_mean_all(void **unused)
{
	enum { MANY = 40 };
	char rows[MANY * 30] = "";

	(void)unused;
	for (unsigned id = 1; id <= MANY; id++)
		sprintf(rows + strlen(rows), "%u\t0\t\t\t1\t0\tperhaps ttnn.add\n", id);
	for (uint64_t device = 1; device <= 2; device++) {
		struct story t;

		use_begin(&t);
		tell_open(&t, 2, 0);
		for (uint64_t id = 1; id <= MANY; id++)
			tell_alloc(&t, id, device, id % 2 ? L1T_L1 : L1T_DRAM, C - 32 * (id < MANY),
				BYTES);
		use_run_on(&t, 1, 0, C + 32 * (device == 2));
		expect_uses(&t, rows);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_that_are_more_than_are_read_are_not_all),
		cmocka_unit_test(words_are_of_the_next_launch_only),
		cmocka_unit_test(threads_have_words_of_their_own),
		cmocka_unit_test(the_last_that_may_be_a_use_counts_whichever_it_is),
		cmocka_unit_test(a_buffer_is_made_for_the_next_op_of_its_line_and_thread),
		cmocka_unit_test(a_replay_uses_a_buffer_once_however_many_launches_work_on_it),
		cmocka_unit_test(a_launch_after_the_capture_is_not_replayed),
		cmocka_unit_test(the_end_of_another_trace_ends_no_capture),
		cmocka_unit_test(a_replay_of_launches_whose_words_are_not_known_may_use_all),
		cmocka_unit_test(a_trace_that_is_captured_again_forgets_what_it_was),
		cmocka_unit_test(a_replay_works_on_its_own_device_as_its_own_trace_does),
		cmocka_unit_test(two_devices_capture_at_the_same_time),
		cmocka_unit_test(a_word_that_fits_here_means_no_buffer_of_another_device),
		cmocka_unit_test(a_buffer_of_l1_small_is_used_as_one_of_l1_is),
		cmocka_unit_test(a_buffer_whose_size_is_not_known_is_used_where_it_begins),
		cmocka_unit_test(a_buffer_that_is_announced_again_keeps_its_uses),
		cmocka_unit_test(one_id_in_two_memories_is_two_buffers),
		cmocka_unit_test(a_word_that_means_more_buffers_than_are_looked_at_may_mean_all),
	};

	return cmocka_run_group_tests_name("uses_launches", tests, NULL, NULL);
}
