/*
 * The verb explain: what makes a failing call fit, on one bank from 1000 to 3000, computed by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "calls.h"

static void what_the_program_cache_keeps_goes_only_with_it(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2400, 600, ADD);
	call_alloc_of(&t, 2, L1T_L1, 2368, 32, CONV, L1T_ALLOC_MADE);
	call_alloc_of(&t, 3, L1T_L1, 2336, 32, CONV, L1T_ALLOC_MADE);
	call_launch(&t, PROGRAM + 1, CONV, CONVOLUTION, 0);
	call_region(&t, PROGRAM, 1000, 1350, L1T_REGION_FIRST);
	call_clash(&t, PROGRAM, 2350, 2336, ADD);
	call_launch(&t, PROGRAM, ADD, HALO, L1T_LAUNCH_FAILED);
	write_file(&t);
	expect(&t,
		"clear_program_cache\tcure\t\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tcache\t3\t\n"
		"buffer\tcache\t2\t\n"
		"buffer\tlives\t1\t0\n");
	expect_words(&t, "2 buffers of 32 bytes of ttnn.conv2d", true);
	expect_words(&t, "->", false);
	drop_file(&t);
}

/* The failing program needs its buffers again after the cache was cleared. */
static void what_the_program_cache_keeps_for_the_call_itself_comes_back(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2400, 600, ADD);
	call_alloc_of(&t, 2, L1T_L1, 2368, 32, CONV, L1T_ALLOC_MADE);
	call_launch(&t, PROGRAM, CONV, CONVOLUTION, 0);
	call_launch(&t, PROGRAM + 1, ADD, HALO, 0);
	call_region(&t, PROGRAM, 1000, 1380, L1T_REGION_FIRST);
	call_clash(&t, PROGRAM, 2380, 2368, CONV);
	write_file(&t);
	expect(&t,
		"shrink\tcure\t\t1\n"
		"buffer\tcache\t2\t\n"
		"buffer\tlives\t1\t0\n");
	drop_file(&t);
}

/*
 * Input 1 at 2700; conv2d allocates a little (5 and 6), rearranges the input (2), makes 3 from
 * that, frees 2, and makes 4.
 */
static void conv2d_may_free_its_input_after_the_first_program(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2700, 300, ADD);
	call_alloc(&t, 5, 2695, 5, CONV);
	call_alloc(&t, 6, 2690, 5, CONV);
	call_alloc(&t, 2, 2390, 300, CONV);
	call_launch(&t, PROGRAM + 1, CONV, HALO, 0);
	call_alloc(&t, 3, 1890, 500, CONV);
	call_launch(&t, PROGRAM + 2, CONV, HALO, 0);
	call_release(&t, 2);
	call_alloc(&t, 4, 2390, 300, CONV);
	call_region(&t, PROGRAM, 1000, 1190, L1T_REGION_FIRST);
	call_clash(&t, PROGRAM, 2190, 1890, CONV);
	for (uint64_t id = 4; id < 7; id++)
		call_release(&t, id);
	call_release(&t, 3);
	call_launch(&t, PROGRAM, CONV, CONVOLUTION, L1T_LAUNCH_FAILED);
	write_file(&t);
	/* 2 moves to 2700, so 3 lies at 2190; were it not moved, 3 would lie at 1890 */
	expect(&t,
		"deallocate_activation\tcure\t1\t1\n"
		"free\tcure\t1\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t1\t1\n"
		"buffer\town\t3\t\n"
		"buffer\town\t4\t\n"
		"buffer\town\t6\t\n"
		"buffer\town\t5\t\n");
	expect_words(&t, "To get past that: if its input is buffer 1 of ttnn.add (300 bytes, model.py:8): "
		"deallocate_activation=True", true);
	drop_file(&t);
}

/* A buffer that leaves a hole below itself is moved up into a higher hole. */
static void a_buffer_that_is_moved_up_may_be_enough(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2800, 200, EMPTY);
	call_alloc(&t, 2, 2600, 200, EMPTY);
	call_alloc(&t, 3, 2200, 400, EMPTY);
	call_alloc(&t, 4, 2100, 100, EMPTY);
	call_release(&t, 2);
	call_oom(&t, L1T_L1, 1150, 1100, EMPTY);
	call_alloc(&t, 5, 2600, 100, ADD);
	write_file(&t);
	expect(&t,
		"free\tcure\t4\t1\n"
		"reallocate\tcure\t4\t1\n"
		"dram\tcure\t\t\n"
		"buffer\tin the way\t4\t1\n"
		"buffer\tlives\t3\t0\n"
		"buffer\tlives\t1\t0\n");
	expect_words(&t, "To make it fit: free buffer 4 of ttnn.empty (100 bytes, model.py:9)", true);
	drop_file(&t);
}

/* Small buffers that were made while a large one lay above them, which is gone: no single one is enough. */
static void buffers_below_a_hole_are_moved_up_together(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2200, 800, CONV);
	call_alloc(&t, 2, 2100, 100, EMPTY);
	call_alloc(&t, 3, 2050, 50, EMPTY);
	call_release(&t, 1);
	call_region(&t, PROGRAM, 1000, 1700, L1T_REGION_FIRST);
	call_clash(&t, PROGRAM, 2700, 2050, ADD);
	call_launch(&t, PROGRAM, ADD, CONVOLUTION, L1T_LAUNCH_FAILED);
	call_alloc(&t, 5, 2900, 100, ADD);
	write_file(&t);
	expect(&t,
		"free\tcure\t\t1\n"
		"reallocate\tcure\t\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t3\t0\n"
		"buffer\tin the way\t2\t0\n");
	expect_words(&t, "move the 2 buffers marked -> before the call (ttnn.reallocate), the highest address "
		"first: they then lie where they are not in the way", true);
	drop_file(&t);
}

/* ttnn.reallocate() is for tensors: a semaphore is made anew. */
static void what_is_no_tensor_is_made_anew(void **unused)
{
	static const char *const words[] = {"make buffer 2 of ttnn.empty (100 bytes, model.py:9) anew before the "
		"call: it then", "move the 2 buffers marked -> before the call (ttnn.reallocate; what is no tensor "
		"is made anew), the highest", "make the 2 buffers marked -> anew before the call, the highest"};

	(void)unused;
	for (uint64_t others = 0; others < 3; others++) {
		struct story t;

		call_begin(&t);
		tell_string(&t, 40, "global semaphore");
		call_alloc(&t, 1, 2200, 800, CONV);
		call_alloc(&t, 2, 2100, 100, EMPTY);
		if (others)
			call_alloc(&t, 3, 2050, 50, EMPTY);
		tell_note(&t, L1T_NOTE_PURPOSE, 2, 40, NULL);
		if (others == 2)
			tell_note(&t, L1T_NOTE_PURPOSE, 3, 40, NULL);
		call_release(&t, 1);
		call_region(&t, PROGRAM, 1000, 1700, L1T_REGION_FIRST);
		call_clash(&t, PROGRAM, 2700, others ? 2050 : 2100, ADD);
		call_launch(&t, PROGRAM, ADD, CONVOLUTION, L1T_LAUNCH_FAILED);
		write_file(&t);
		expect_words(&t, words[others], true);
		drop_file(&t);
	}
}

static void l1_small_had_to_hold_all_at_once(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	for (uint64_t i = 0; i < 6; i++)
		call_alloc_of(&t, i + 1, L1T_L1_SMALL, 3336 - 64 * i, 64, CONV, L1T_ALLOC_MADE);
	tell_free(&t, 3, 1, L1T_L1_SMALL);
	call_oom(&t, L1T_L1_SMALL, 100, 64, CONV);
	write_file(&t);
	/* the hole of 64 is too small for 100, which are 128 when they are aligned */
	expect_words(&t, "l1_small_size at least 512 (it was 400)", true);
	expect_words(&t, "5 buffers of 64 bytes of ttnn.conv2d", true);
	expect_words(&t, "free buffer", false);
	drop_file(&t);
}

static void no_l1_small_size_is_told_where_the_replay_is_not_the_record(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc_of(&t, 1, L1T_L1_SMALL, 3100, 64, CONV, L1T_ALLOC_MADE);
	call_oom(&t, L1T_L1_SMALL, 380, 236, CONV);
	write_file(&t);
	expect_words(&t, "l1_small_size", false);
	expect_words(&t, "nothing", true);
	drop_file(&t);
}

static void an_output_that_the_program_works_in_may_be_another_program_in_dram(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2400, 600, ADD);
	call_alloc(&t, 2, 1900, 500, CONV);
	call_region(&t, PROGRAM, 1900, 500, L1T_REGION_ALIAS);
	call_region(&t, PROGRAM, 1000, 1000, L1T_REGION_FIRST);
	call_clash(&t, PROGRAM, 2000, 1900, CONV);
	call_release(&t, 2);
	write_file(&t);
	expect(&t,
		"free\tcure\t1\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t1\t1\n"
		"buffer\town\t2\t\n");
	drop_file(&t);
}

/* By the rule the call's block would be at 1900. */
static void a_call_that_does_not_come_out_as_recorded_is_not_replayed(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2400, 600, ADD);
	call_alloc(&t, 2, 1800, 500, CONV);
	call_region(&t, PROGRAM, 1000, 1000, L1T_REGION_FIRST);
	call_clash(&t, PROGRAM, 2000, 1800, CONV);
	call_release(&t, 2);
	write_file(&t);
	expect(&t,
		"shrink\tcure\t\t1\n"
		"buffer\town\t2\t\n"
		"buffer\tlives\t1\t\n");
	drop_file(&t);
}

static void a_failure_with_other_numbers_than_the_replays_is_not_explained_by_it(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2400, 600, EMPTY);
	call_oom(&t, L1T_L1, 1600, 1300, EMPTY);        /* 1,400 are free below */
	write_file(&t);
	expect(&t, "buffer\tlives\t1\t\n");
	expect_words(&t, "what would make it fit was not tried: the call's allocations, done again, do not "
		"give the runtime's addresses and numbers", true);
	drop_file(&t);
}

/* 2 and 3 are equal, each between two holes of 400, and the hole above all takes either. */
static void of_equal_buffers_the_oldest_is_proposed(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2850, 50, EMPTY);
	call_alloc(&t, 2, 2350, 100, EMPTY);
	call_alloc(&t, 4, 1900, 50, EMPTY);
	call_alloc(&t, 3, 1400, 100, EMPTY);
	call_oom(&t, L1T_L1, 860, 400, EMPTY);
	write_file(&t);
	expect(&t,
		"free\tcure\t2\t1\n"
		"reallocate\tcure\t2\t1\n"
		"dram\tcure\t\t\n"
		"buffer\tin the way\t2\t1\n"
		"buffer\tlives\t3\t1\n"
		"buffer\tlives\t4\t0\n"
		"buffer\tlives\t1\t0\n");
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_program_cache_keeps_goes_only_with_it),
		cmocka_unit_test(what_the_program_cache_keeps_for_the_call_itself_comes_back),
		cmocka_unit_test(conv2d_may_free_its_input_after_the_first_program),
		cmocka_unit_test(a_buffer_that_is_moved_up_may_be_enough),
		cmocka_unit_test(buffers_below_a_hole_are_moved_up_together),
		cmocka_unit_test(what_is_no_tensor_is_made_anew),
		cmocka_unit_test(an_output_that_the_program_works_in_may_be_another_program_in_dram),
		cmocka_unit_test(a_call_that_does_not_come_out_as_recorded_is_not_replayed),
		cmocka_unit_test(a_failure_with_other_numbers_than_the_replays_is_not_explained_by_it),
		cmocka_unit_test(of_equal_buffers_the_oldest_is_proposed),
		cmocka_unit_test(l1_small_had_to_hold_all_at_once),
		cmocka_unit_test(no_l1_small_size_is_told_where_the_replay_is_not_the_record),
	};

	return cmocka_run_group_tests_name("explain cures", tests, NULL, NULL);
}
