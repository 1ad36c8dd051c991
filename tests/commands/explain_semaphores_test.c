/*
 * The verb explain: when it proposes L1_SMALL for global semaphores, and the sizes that it says, on one bank
 * from 1000 to 3000, computed by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <cmocka.h>
#include "calls.h"

/* Call sites of collectives, and one that is no op's; their strings. */
enum { GATHER = EMPTY + 1, SCATTER, POINT, NO_OP, PURPOSE = 40, NAMES };

static void collectives(struct story *t)
{
	static const char *const names[] = {"ttnn.all_gather", "ttnn.reduce_scatter", "ttnn.point_to_point"};

	tell_string(t, PURPOSE, "global semaphore");
	for (uint32_t i = 0; i < 4; i++) {
		if (i < 3)
			tell_string(t, NAMES + i, names[i]);
		tell_callsite(t, GATHER + i, i < 3 ? NAMES + i : 0, FILE_NAME, 20 + i, FUNCTION);
	}
}

static void semaphore(struct story *t, uint64_t id, uint64_t address, uint64_t callsite)
{
	call_alloc(t, id, address, 32, callsite);
	tell_note(t, L1T_NOTE_PURPOSE, id, PURPOSE, NULL);
}

/* Two semaphores of `callsite` below 2200, above which is nothing any more. */
static void two_in_the_middle(struct story *t, uint64_t callsite)
{
	collectives(t);
	call_alloc(t, 1, 2200, 800, EMPTY);
	semaphore(t, 2, 2168, callsite);
	semaphore(t, 3, 2136, callsite);
	call_release(t, 1);
}

static void semaphores_between_two_holes_belong_into_l1_small(void **unused)
{
	struct story t;

	(void)unused;
	call_begin_without_small(&t);
	two_in_the_middle(&t, GATHER);
	call_oom(&t, L1T_L1, 1200, 1136, EMPTY);
	write_file(&t);
	/* 1200 are 1216 when they are aligned, of the 2000 of the bank */
	expect_words(&t, "put the 2 global semaphores (64 bytes a core) into L1_SMALL, out of the way: open the "
		"device with l1_small_size from 64 to 784 (it was 0); ttnn.all_gather then does so by itself", true);
	drop_file(&t);
}

static void what_they_take_of_l1_small_must_not_be_missing_then(void **unused)
{
	struct story t;

	(void)unused;
	call_begin_without_small(&t);
	two_in_the_middle(&t, GATHER);
	call_oom(&t, L1T_L1, 1950, 1136, EMPTY);        /* of 2000, or of 1936 with 64 of L1_SMALL */
	write_file(&t);
	expect_words(&t, "into L1_SMALL", false);
	drop_file(&t);
}

static void no_more_of_l1_small_is_said_than_an_earlier_program_had_left(void **unused)
{
	struct story t;

	(void)unused;
	call_begin_without_small(&t);
	collectives(&t);
	call_alloc(&t, 1, 2200, 800, EMPTY);
	call_region(&t, PROGRAM, 1000, 1000, L1T_REGION_FIRST);
	call_launch(&t, PROGRAM, ADD, HALO, 0);         /* 200 are left */
	semaphore(&t, 2, 2168, GATHER);
	call_release(&t, 1);
	call_oom(&t, L1T_L1, 1200, 1168, EMPTY);
	write_file(&t);
	expect_words(&t, "l1_small_size from 32 to 200 (it was 0)", true);
	drop_file(&t);
}

static void of_an_op_that_cannot_they_are_not_said_to_go_there(void **unused)
{
	struct story t;

	(void)unused;
	call_begin_without_small(&t);
	two_in_the_middle(&t, POINT);
	call_oom(&t, L1T_L1, 1200, 1136, EMPTY);
	write_file(&t);
	expect_words(&t, "into L1_SMALL", false);
	drop_file(&t);
	call_begin(&t);         /* of a device with L1_SMALL this op's would lie there, if they could */
	two_in_the_middle(&t, GATHER);
	call_oom(&t, L1T_L1, 1200, 1136, EMPTY);
	write_file(&t);
	expect_words(&t, "into L1_SMALL", false);
	drop_file(&t);
}

static void a_tensor_beside_them_is_in_the_way_as_well(void **unused)
{
	struct story t;

	(void)unused;
	call_begin_without_small(&t);
	two_in_the_middle(&t, GATHER);
	call_alloc(&t, 5, 2200, 800, ADD);
	call_alloc(&t, 4, 2104, 32, ADD);
	call_release(&t, 5);
	call_oom(&t, L1T_L1, 1200, 1104, EMPTY);
	write_file(&t);
	expect_words(&t, "into L1_SMALL", false);
	drop_file(&t);
}

/* What is missing is no more than they take, but is so without them, too. */
static void what_does_not_fit_without_them_either_is_not_helped(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	collectives(&t);
	call_alloc(&t, 1, 2000, 1000, EMPTY);
	semaphore(&t, 2, 1968, SCATTER);
	semaphore(&t, 3, 1936, SCATTER);
	call_oom(&t, L1T_L1, 1000, 936, EMPTY);         /* 1024 when they are aligned, of 1000 */
	write_file(&t);
	expect_words(&t, "into L1_SMALL", false);
	drop_file(&t);
	call_begin(&t);
	collectives(&t);
	call_alloc(&t, 5, 2900, 100, EMPTY);
	call_alloc(&t, 1, 2100, 800, EMPTY);
	call_release(&t, 5);
	semaphore(&t, 2, 2968, SCATTER);
	semaphore(&t, 3, 2936, SCATTER);
	call_alloc(&t, 4, 1900, 200, EMPTY);
	call_region(&t, PROGRAM, 1000, 950, L1T_REGION_FIRST);
	call_clash(&t, PROGRAM, 1950, 1900, ADD);
	call_launch(&t, PROGRAM, ADD, CONVOLUTION, L1T_LAUNCH_FAILED);
	write_file(&t);
	expect_words(&t, "into L1_SMALL", false);
	drop_file(&t);
}

static void an_l1_small_that_has_room_is_as_large_as_it_was(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	two_in_the_middle(&t, SCATTER);
	call_oom(&t, L1T_L1, 1200, 1136, EMPTY);
	write_file(&t);
	expect_words(&t, "out of the way: ttnn.reduce_scatter with use_l1_small_for_semaphores=True", true);
	assert_string_equal(ask(L1ANALYZE " explain --format tsv %s | grep l1_small_semaphores | cut -f9", &t),
		"400\n");
	drop_file(&t);
}

static void an_l1_small_that_others_fill_must_be_larger(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc_of(&t, 9, L1T_L1_SMALL, 3040, 360, CONV, 0);
	two_in_the_middle(&t, SCATTER);
	call_oom(&t, L1T_L1, 1200, 1136, EMPTY);
	write_file(&t);
	expect_words(&t, "l1_small_size from 424 to 1,184 (it was 400)", true);
	drop_file(&t);
}

/* The program made them, and could free them, but then it has none. */
static void they_are_put_elsewhere_before_they_are_freed(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	two_in_the_middle(&t, NO_OP);
	call_oom(&t, L1T_L1, 1200, 1136, EMPTY);
	write_file(&t);
	expect_words(&t, "put the 2 global semaphores (64 bytes a core) into L1_SMALL, out of the way: "
		"ttnn.create_global_semaphore with buffer_type", true);
	expect_words(&t, ": free the 2 buffers", false);
	expect_words(&t, "1. free the 2 buffers", true);
	drop_file(&t);
}

/* At the bottom, below a tensor that is gone: a program that ends at 2400 meets them. */
static void semaphores_that_a_program_meets_belong_into_l1_small(void **unused)
{
	struct story t;

	(void)unused;
	call_begin_without_small(&t);
	collectives(&t);
	call_alloc(&t, 6, 2500, 500, EMPTY);
	call_alloc(&t, 1, 2200, 300, EMPTY);
	semaphore(&t, 2, 2168, SCATTER);
	semaphore(&t, 3, 2136, NO_OP);
	semaphore(&t, 4, 2104, GATHER);
	call_release(&t, 1);
	call_region(&t, PROGRAM, 1000, 1400, L1T_REGION_FIRST);
	call_clash(&t, PROGRAM, 2400, 2104, ADD);
	call_launch(&t, PROGRAM, ADD, CONVOLUTION, L1T_LAUNCH_FAILED);
	write_file(&t);
	expect_words(&t, "put the 3 global semaphores (96 bytes a core) into L1_SMALL, out of the way: open the "
		"device with l1_small_size from 96 to 100 (it was 0); ttnn.all_gather then does so by itself; "
		"ttnn.reduce_scatter with use_l1_small_for_semaphores=True; ttnn.create_global_semaphore with "
		"buffer_type=ttnn.BufferType.L1_SMALL", true);
	drop_file(&t);
}

static void one_that_does_not_lie_by_the_rule_is_not_replayed(void **unused)
{
	struct story t;

	(void)unused;
	call_begin_without_small(&t);
	collectives(&t);
	call_alloc(&t, 1, 2200, 800, EMPTY);
	semaphore(&t, 2, 2100, GATHER);
	call_release(&t, 1);
	call_oom(&t, L1T_L1, 1200, 1100, EMPTY);
	write_file(&t);
	expect_words(&t, "into L1_SMALL", false);
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(semaphores_between_two_holes_belong_into_l1_small),
		cmocka_unit_test(what_they_take_of_l1_small_must_not_be_missing_then),
		cmocka_unit_test(no_more_of_l1_small_is_said_than_an_earlier_program_had_left),
		cmocka_unit_test(of_an_op_that_cannot_they_are_not_said_to_go_there),
		cmocka_unit_test(a_tensor_beside_them_is_in_the_way_as_well),
		cmocka_unit_test(what_does_not_fit_without_them_either_is_not_helped),
		cmocka_unit_test(an_l1_small_that_has_room_is_as_large_as_it_was),
		cmocka_unit_test(an_l1_small_that_others_fill_must_be_larger),
		cmocka_unit_test(they_are_put_elsewhere_before_they_are_freed),
		cmocka_unit_test(semaphores_that_a_program_meets_belong_into_l1_small),
		cmocka_unit_test(one_that_does_not_lie_by_the_rule_is_not_replayed),
	};

	return cmocka_run_group_tests_name("explain semaphores", tests, NULL, NULL);
}
