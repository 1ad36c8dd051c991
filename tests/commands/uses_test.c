/*
 * uses: which buffer a word means, what that proves, and what is held for nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "use_calls.h"

static void an_op_uses_the_buffer_that_begins_at_its_word(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_alloc(&t, 2, B, BYTES, EMPTY);
	RUN(&t, C, B);
	RUN(&t, B, 64);
	RUN(&t, 96);
	call_release(&t, 1);
	expect_uses(&t, "1\t1\t1\t1\t\t2\tttnn.add\n2\t2\t1\t2\t\t1\tttnn.add\n");
}

static void a_buffer_that_lies_where_another_lay_is_another_one(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, C);
	call_release(&t, 1);
	call_alloc(&t, 2, C, BYTES, EMPTY);
	RUN(&t, B);
	expect_uses(&t, "1\t1\t1\t1\t\t0\tttnn.add\n2\t0\t\t\t\t1\tnever used\n");
}

static void a_word_inside_a_buffer_may_be_a_use(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, C + 32);
	RUN(&t, C + BYTES);
	expect_uses(&t, "1\t0\t\t\t1\t1\tperhaps ttnn.add\n");
}

static void a_word_where_buffers_of_two_memories_begin_proves_nothing(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_alloc_of(&t, 2, L1T_DRAM, C, BYTES, EMPTY, 0);
	RUN(&t, C);
	expect_uses(&t, "1\t0\t\t\t1\t0\tperhaps ttnn.add\n2\t0\t\t\t1\t0\tperhaps ttnn.add\n");
}

static void a_word_that_says_its_memory_means_that_one(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_alloc_of(&t, 2, L1T_DRAM, C, BYTES, EMPTY, 0);
	RUN(&t, C | L1T_USES_IN_L1);
	RUN(&t, C | L1T_USES_IN_DRAM);
	expect_uses(&t, "1\t1\t1\t1\t\t1\tttnn.add\n2\t1\t2\t2\t\t0\tttnn.add\n");
}

static void a_launch_whose_words_are_not_known_may_use_all(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, C);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	call_alloc(&t, 2, B, BYTES, EMPTY);
	USES(&t, PROGRAM + 1, B);       /* another program's, whose launch was lost */
	call_launch(&t, PROGRAM, ADD, 0, 0);
	RUN(&t, A);
	expect_uses(&t, "1\t1\t1\t1\t3\t1\tperhaps ttnn.add\n2\t0\t\t\t3\t1\tperhaps ttnn.add\n");
}

static void words_that_are_not_all_prove_what_they_tell(void **unused)
{
	const uint32_t word = C;
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_alloc(&t, 2, B, BYTES, EMPTY);
	use_tell(&t, 1, PROGRAM, L1T_USES_PARTIAL, &word, 1);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	expect_uses(&t, "1\t1\t1\t1\t1\t0\tttnn.add\n2\t0\t\t\t1\t0\tperhaps ttnn.add\n");
}

static void the_host_uses_a_buffer_too(void **unused)
{
	const uint32_t word = C | L1T_USES_IN_L1;
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, C);
	RUN(&t, B);
	use_tell(&t, 1, 0, L1T_USES_READ, &word, 1);
	expect_uses(&t, "1\t2\t1\t\t\t0\thost read\n");
}

static void a_launch_that_failed_used_nothing(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, B);
	call_launch(&t, PROGRAM, ADD, 0, L1T_LAUNCH_FAILED);
	expect_uses(&t, "1\t0\t\t\t\t2\tnever used\n");
}

static void a_replay_uses_what_its_captured_launches_do(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 5);
	RUN(&t, C);
	tell_trace(&t, L1T_CAPTURE_END, 1, 5);
	RUN(&t, B);
	tell_trace(&t, L1T_REPLAY, 1, 5);
	expect_uses(&t, "1\t2\t1\t3\t\t0\treplay of trace 5\n");
}

static void a_part_of_a_buffer_is_the_buffer(void **unused)
{
	const uint64_t part = 1 | (uint64_t)1 << L1T_PART_SHIFT;
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc_of(&t, 1, L1T_L1, C, BYTES, EMPTY, L1T_ALLOC_PER_CORE);
	call_alloc_of(&t, part, L1T_L1, B, BYTES, EMPTY, L1T_ALLOC_PER_CORE | L1T_ALLOC_PART);
	RUN(&t, B);
	expect_uses(&t, "1\t1\t1\t1\t\t0\tttnn.add\n");
}

static void a_trace_without_uses_says_so_and_claims_nothing(void **unused)
{
	struct story t;
	const char *got;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	write_file(&t);
	got = ask(L1ANALYZE " uses --dead %s", &t);
	assert_non_null(strstr(got, "does not say what its ops work on"));
	assert_null(strstr(got, "used by nothing"));
	drop_file(&t);
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	expect_uses(&t, "1\t\t\t\t1\t0\t\n");
}

/* 1 lives on for nothing through the two ops that hold most. */
static void tell_dead(struct story *t)
{
	use_begin(t);
	call_alloc(t, 1, C, BYTES, EMPTY);
	RUN(t, C);
	call_alloc(t, 2, B, BYTES, ADD);
	RUN(t, B);
	call_alloc(t, 3, A + 256, 256, CONV);
	RUN(t, B, A + 256);
	call_release(t, 2);
	call_release(t, 1);
	RUN(t, A + 256);
	write_file(t);
}

static void what_the_fullest_moment_holds_for_nothing_is_named_with_the_peak_without(void **unused)
{
	struct story t;
	const char *got;

	(void)unused;
	tell_dead(&t);
	got = ask(L1ANALYZE " uses --dead --width 0 %s", &t);
	assert_non_null(strstr(got, "512 of 1,288 bytes a core in op 3, ttnn.add, the peak, are used by"));
	assert_non_null(strstr(got, "the peak of 1,288 would be at most 776 in op 3"));
	assert_non_null(strstr(got, "next: l1analyze at"));
	got = ask(L1ANALYZE " uses --dead --format csv %s | cut -d, -f4-6,8-10", &t);
	assert_string_equal(got, "count,bytes_per_core,dead_ops,last_use,last_use_callsite,freed\n"
		"1,512,2,ttnn.add,\"model.py:8 main\",freed\n");
	drop_file(&t);
}

static void a_buffer_of_the_program_cache_is_not_called_dead(void **unused)
{
	struct story t;
	const char *got;

	(void)unused;
	use_begin(&t);
	call_alloc_of(&t, 1, L1T_L1, C, BYTES, EMPTY, L1T_ALLOC_ENQUEUED);
	RUN(&t, C);
	RUN(&t, B);
	write_file(&t);
	got = ask(L1ANALYZE " uses --dead %s", &t);
	assert_null(strstr(got, "model.py"));
	drop_file(&t);
}

static void a_window_is_refused_where_it_cannot_be_answered(void **unused)
{
	struct story t;

	(void)unused;
	tell_dead(&t);
	assert_non_null(strstr(ask(L1ANALYZE " uses --dead --op ttnn.add %s; echo $?", &t),
		"cannot be limited with --op\n2\n"));
	assert_non_null(strstr(ask(L1ANALYZE " uses --op ttnn.add --format csv %s", &t), "\n1,0,2,l1,"));
	assert_null(strstr(ask(L1ANALYZE " uses --op ttnn.add --format csv %s", &t), "\n1,0,1,l1,"));
	drop_file(&t);
}

static void a_free_tells_its_line(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	tell_free_at(&t, 1, 1, L1T_L1, ADD);
	write_file(&t);
	assert_non_null(strstr(ask(L1ANALYZE " uses --format csv %s", &t),
		",\"model.py:8 main\",\"never used\",ttnn.add,"));
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_op_uses_the_buffer_that_begins_at_its_word),
		cmocka_unit_test(a_buffer_that_lies_where_another_lay_is_another_one),
		cmocka_unit_test(a_word_inside_a_buffer_may_be_a_use),
		cmocka_unit_test(a_word_where_buffers_of_two_memories_begin_proves_nothing),
		cmocka_unit_test(a_word_that_says_its_memory_means_that_one),
		cmocka_unit_test(a_launch_whose_words_are_not_known_may_use_all),
		cmocka_unit_test(words_that_are_not_all_prove_what_they_tell),
		cmocka_unit_test(the_host_uses_a_buffer_too),
		cmocka_unit_test(a_launch_that_failed_used_nothing),
		cmocka_unit_test(a_replay_uses_what_its_captured_launches_do),
		cmocka_unit_test(a_part_of_a_buffer_is_the_buffer),
		cmocka_unit_test(a_trace_without_uses_says_so_and_claims_nothing),
		cmocka_unit_test(what_the_fullest_moment_holds_for_nothing_is_named_with_the_peak_without),
		cmocka_unit_test(a_buffer_of_the_program_cache_is_not_called_dead),
		cmocka_unit_test(a_window_is_refused_where_it_cannot_be_answered),
		cmocka_unit_test(a_free_tells_its_line),
	};

	return cmocka_run_group_tests_name("uses", tests, NULL, NULL);
}
