/*
 * uses --dead: what is held for nothing, when, and on which chip.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "use_calls.h"

static void free_at(struct story *t, uint64_t id, uint64_t callsite)
{
	tell_free_at(t, id, 1, L1T_L1, callsite);
}

#define HELD "SELECT op, dead_bytes FROM dead_held WHERE op NOT NULL ORDER BY op, time_ns"

/* ---- when ---- */

static void a_buffer_is_dead_between_its_last_use_and_its_free_and_at_neither(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, C);
	call_alloc(&t, 2, B, BYTES, EMPTY);
	RUN(&t, B);
	USES(&t, PROGRAM, B);
	call_release(&t, 1);
	tell_at_once(&t);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	tell_at_once(&t);
	call_release(&t, 2);
	expect_rows(&t, HELD, "1\t0\n2\t512\n3\t0\n");
}

static void a_use_that_is_not_sure_keeps_a_buffer_alive(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, C);
	RUN(&t, A);
	RUN(&t, C + 32);
	RUN(&t, A);
	expect_rows(&t, HELD, "1\t0\n2\t0\n3\t0\n4\t512\n");
}

static void nothing_is_dead_at_a_replay(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_region(&t, PROGRAM + 1, BASE, 16, L1T_REGION_FIRST);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 5);
	USES(&t, PROGRAM + 1, B);
	call_launch(&t, PROGRAM + 1, ADD, 0, 0);
	tell_trace(&t, L1T_CAPTURE_END, 1, 5);
	RUN(&t, C);
	RUN(&t, A);
	tell_trace(&t, L1T_REPLAY, 1, 5);
	RUN(&t, A);
	expect_rows(&t, "SELECT op, dead_bytes FROM dead_held WHERE op OR dead_bytes ORDER BY time_ns",
		"2\t0\n3\t512\n4\t0\n5\t512\n");
}

static void what_goes_at_the_fullest_moment_is_not_held_then(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_alloc(&t, 2, C + BYTES, 64, CONV);
	RUN(&t, C, C + BYTES);
	RUN(&t, 64);
	call_release(&t, 1);
	tell_at_once(&t);
	call_alloc(&t, 3, A, 2 * BYTES, EMPTY);
	write_file(&t);
	expect_output(&t, L1ANALYZE " uses --dead --format csv %s | cut -d, -f4-7,12",
		"count,bytes_per_core,dead_ops,callsite,made_by\n"
		"1,64,1,\"model.py:7 main\",ttnn.conv2d\n");
	drop_file(&t);
}

static void of_equally_full_moments_it_is_the_first(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, C);
	RUN(&t, 64);
	call_alloc(&t, 2, B, 256, EMPTY);
	call_alloc(&t, 3, B - 64, 64, CONV);
	RUN(&t, B, B - 64);
	call_alloc(&t, 4, B - 128, 64, ADD);
	call_alloc(&t, 5, B - 192, 64, ADD);
	RUN(&t, B - 128, B - 192);
	RUN(&t, B - 128);
	write_file(&t);
	expect_output(&t, L1ANALYZE " uses --dead --format csv %s | cut -d, -f4-6,12",
		"count,bytes_per_core,dead_ops,made_by\n2,768,4,ttnn.empty\n1,64,2,ttnn.conv2d\n");
	drop_file(&t);
}

/* ---- what ---- */

static void only_lockstep_buffers_of_l1_that_have_an_end_of_their_own_are_dead(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_alloc_of(&t, 2, L1T_L1, B, BYTES, EMPTY, L1T_ALLOC_PER_CORE);
	call_alloc_of(&t, 3, L1T_DRAM, 64, BYTES, EMPTY, 0);
	call_alloc_of(&t, 4, L1T_L1_SMALL, TOP, 64, EMPTY, 0);
	call_alloc(&t, 5, A, L1T_UNKNOWN, EMPTY);
	call_alloc_of(&t, 6, L1T_L1, A, 64, EMPTY, L1T_ALLOC_ENQUEUED);
	RUN(&t, 96);
	expect_rows(&t, "SELECT buffer, kind FROM dead ORDER BY buffer", "1\tl1\n4\tl1_small\n");
}

static void what_the_program_cache_owns_before_any_launch_is_not_dead(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	RUN(&t, 64);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_alloc_of(&t, 2, L1T_L1, B, BYTES, EMPTY, L1T_ALLOC_ENQUEUED);
	write_file(&t);
	expect_output(&t, L1ANALYZE " query \"SELECT buffer FROM dead\" --format csv %s", "buffer\n1\n");
	expect_output(&t, L1ANALYZE " query uses_groups --format csv %s | cut -d, -f4,10",
		"count,freed\n1,\"live at end\"\n");
	drop_file(&t);
}

/*
 * Freed before its program was destroyed it was the cache's; freed later, or allocated again, it
 * was not.
 */
static void what_the_program_cache_frees_was_never_dead(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc_of(&t, 1, L1T_L1, C, BYTES, EMPTY, L1T_ALLOC_ENQUEUED);
	tell_at_once(&t);
	call_alloc_of(&t, 1, L1T_L1_SMALL, TOP, 64, EMPTY, 0);
	RUN(&t, 64);
	call_alloc_of(&t, 2, L1T_L1, A, 256, EMPTY, L1T_ALLOC_ENQUEUED);
	call_launch(&t, PROGRAM + 1, ADD, 0, 0);
	call_alloc_of(&t, 3, L1T_L1, B, 256, EMPTY, L1T_ALLOC_ENQUEUED);
	call_launch(&t, PROGRAM + 2, ADD, 0, 0);
	free_at(&t, 1, ADD);
	tell_free(&t, 1, 1, L1T_L1_SMALL);
	tell_gone(&t, PROGRAM + 1);
	free_at(&t, 2, ADD);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, 64);
	free_at(&t, 1, CONV);
	tell_gone(&t, PROGRAM);
	write_file(&t);
	expect_output(&t, L1ANALYZE " query \"SELECT buffer, kind, free_op, freed, owner_op FROM uses "
		"ORDER BY alloc_ns, kind\" --format csv %s", "buffer,kind,free_op,freed,owner_op\n"
		"1,l1,3,\"owned by the program cache\",1\n1,l1_small,3,freed,\n"
		"2,l1,3,ttnn.add,\n3,l1,,\"owned by the program cache\",3\n1,l1,4,ttnn.conv2d,\n");
	expect_output(&t, L1ANALYZE " query \"SELECT buffer, kind FROM dead ORDER BY buffer, kind\" "
		"--format csv %s", "buffer,kind\n1,l1\n1,l1_small\n2,l1\n");
	drop_file(&t);
}

/* ---- where ---- */

static void open_chips(struct story *t, uint64_t device, uint64_t chips)
{
	tell_device(t, (struct l1t_device){.device = device, .mesh = device + 6, .chips = chips,
		.grid_x = 1, .grid_y = 1, .l1_bytes = L1_BYTES, .unreserved_base = BASE,
		.l1_small_bytes = L1_BYTES - TOP, .bank_count = 1, .bank_bytes = TOP - BASE});
}

static void region_on(struct story *t, uint64_t chips)
{
	tell_region_of(t, (struct l1t_region){.program = PROGRAM, .flags = L1T_REGION_FIRST,
		.address = BASE, .size_bytes = 8, .cores = 1, .chips = chips});
}

static void a_buffer_is_dead_on_all_chips_of_its_device_and_no_other(void **unused)
{
	uint32_t chips[] = {11, 1};
	struct story t;

	(void)unused;
	for (int whole = 0; whole < 2; whole++) {
		use_begin(&t);
		tell_definition(&t, L1T_CHIPS, L1T_CHIPS_FIRST, chips, sizeof(chips));
		open_chips(&t, 2, L1T_CHIPS_FIRST);
		use_alloc_on(&t, 1, 1, C);
		use_alloc_on(&t, 2, 2, C);
		use_run_on(&t, 1, 0, 64);
		use_run_on(&t, 2, L1T_CHIPS_FIRST, 64);
		if (whole)
			use_alloc_on(&t, 2, 3, B);
		expect_rows(&t, whole ? "SELECT opening, max(dead_bytes) FROM dead_held GROUP BY opening"
			: "SELECT device, buffer FROM dead ORDER BY device", whole
			? "1\t512\n2\t512\n3\t512\n" : "0\t1\n1\t2\n11\t2\n");
	}
}

static void a_buffer_is_dead_in_the_opening_that_it_was_allocated_in(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, 64);
	tell_close(&t, 1);
	tell_open(&t, 2, 0);
	use_alloc_on(&t, 2, 2, C);
	use_run_on(&t, 2, 0, 64);
	expect_rows(&t, "SELECT opening, buffer FROM dead ORDER BY opening", "1\t1\n2\t2\n");
}

/*
 * Chip 0 holds more, and none of it for nothing; of two chips that do, the fuller one is reported.
 */
static void the_chip_that_is_told_is_the_fullest_that_holds_something_for_nothing(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	open_chips(&t, 2, 1);
	open_chips(&t, 3, 2);
	region_on(&t, 1);
	region_on(&t, 2);
	call_alloc(&t, 1, A, 900, CONV);
	call_alloc(&t, 2, C, BYTES, EMPTY);
	use_alloc_on(&t, 2, 3, C);
	use_alloc_on(&t, 3, 4, C);
	use_alloc_on(&t, 3, 5, B);
	use_run_on(&t, 2, 1, 64);
	use_run_on(&t, 3, 2, B);
	use_run_on(&t, 3, 2, B);
	RUN(&t, A, C);
	call_release(&t, 2);
	tell_at_once(&t);
	call_release(&t, 1);
	write_file(&t);
	expect_output(&t, L1ANALYZE " uses --dead --format csv %s | cut -d, -f1-5",
		"run,device,kind,count,bytes_per_core\n1,2,l1,1,512\n");
	expect_output(&t, L1ANALYZE " query uses_floor --format csv %s | cut -d, -f2,3,6,7,11",
		"device,peak_bytes,dead_total_bytes,dead_bytes,least_bytes\n"
		"2,1032,1032,512,520\n1,520,520,512,512\n0,1420,1420,0,1420\n");
	drop_file(&t);
}

/* ---- words ---- */

static void a_peak_that_holds_nothing_for_nothing_stays(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, A, 1500, EMPTY);
	USES(&t, PROGRAM, A);
	call_launch(&t, PROGRAM, CONV, 0, 0);
	call_release(&t, 1);
	call_alloc(&t, 2, C, BYTES, EMPTY);
	RUN(&t, C);
	RUN(&t, 64);
	write_file(&t);
	assert_non_null(strstr(ask(L1ANALYZE " uses --dead %s", &t), "next: l1analyze at 230ns"));
	expect_output(&t, L1ANALYZE " uses --dead --width 0 %s | tail -n 3 | head -n 1",
		"512 of 520 bytes a core in op 3, ttnn.add, the fullest moment that holds any such "
		"buffer, are used by nothing any more. "
		"The peak, 1,508 in op 1, ttnn.conv2d, stays without them.\n");
	drop_file(&t);
}

static void the_peak_without_names_its_op(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, C);
	call_alloc(&t, 2, A, 256, EMPTY);
	USES(&t, PROGRAM, A);
	call_launch(&t, PROGRAM, CONV, 0, 0);
	call_release(&t, 2);
	call_alloc(&t, 3, A, 320, EMPTY);
	write_file(&t);
	expect_output(&t, L1ANALYZE " uses --dead --width 0 %s | tail -n 3 | head -n 1",
		"512 of 832 bytes a core between two ops, the peak, are used by nothing any more. With every buffer freed "
		"after its last use, the peak of 832 would be at most 520 in op 1, ttnn.add, if no op "
		"sizes itself by what is free.\n");
	drop_file(&t);
}

static void where_nothing_is_dead_nothing_is_said_of_it(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, C);
	write_file(&t);
	assert_null(strstr(ask(L1ANALYZE " uses --dead %s", &t), "used by nothing"));
	drop_file(&t);
	use_begin(&t);
	write_file(&t);
	assert_null(strstr(ask(L1ANALYZE " uses %s", &t), "does not say"));
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buffer_is_dead_between_its_last_use_and_its_free_and_at_neither),
		cmocka_unit_test(a_use_that_is_not_sure_keeps_a_buffer_alive),
		cmocka_unit_test(nothing_is_dead_at_a_replay),
		cmocka_unit_test(what_goes_at_the_fullest_moment_is_not_held_then),
		cmocka_unit_test(of_equally_full_moments_it_is_the_first),
		cmocka_unit_test(only_lockstep_buffers_of_l1_that_have_an_end_of_their_own_are_dead),
		cmocka_unit_test(what_the_program_cache_owns_before_any_launch_is_not_dead),
		cmocka_unit_test(what_the_program_cache_frees_was_never_dead),
		cmocka_unit_test(a_buffer_is_dead_on_all_chips_of_its_device_and_no_other),
		cmocka_unit_test(a_buffer_is_dead_in_the_opening_that_it_was_allocated_in),
		cmocka_unit_test(the_chip_that_is_told_is_the_fullest_that_holds_something_for_nothing),
		cmocka_unit_test(a_peak_that_holds_nothing_for_nothing_stays),
		cmocka_unit_test(the_peak_without_names_its_op),
		cmocka_unit_test(where_nothing_is_dead_nothing_is_said_of_it),
	};

	return cmocka_run_group_tests_name("uses_dead", tests, NULL, NULL);
}
