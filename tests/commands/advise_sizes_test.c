/*
 * advise says how large L1_SMALL has to be, of which the device of these tests has 400 bytes above 3,000.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "advise_lines.h"

enum { HALOS = 3400 };          /* where L1_SMALL ends */

static void begin(struct story *t)
{
	use_begin(t);
	make(t, 1, FIRST, line(t, 10));
	WORK(t, line(t, 20), FIRST);
}

static void halo(struct story *t, uint64_t id, uint64_t bytes, uint64_t below)
{
	call_alloc_of(t, id, L1T_L1_SMALL, HALOS - below - bytes, bytes, line(t, 30), 0);
}

/* The size, the peak and the headroom after it, failures less, figure. */
static void expect_size(struct story *t, const char *row)
{
	write_file(t);
	expect_output(t, L1ANALYZE " advise --format tsv %s | grep l1_small_size | cut -f13-16,22", row);
	drop_file(t);
}

static void it_is_as_large_as_what_lived_there_at_once(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	halo(&t, 2, 64, 0);
	halo(&t, 3, 128, 64);
	tell_free(&t, 2, 1, L1T_L1_SMALL);
	halo(&t, 4, 64, 0);
	WORK(&t, line(&t, 21), FIRST);
	expect_size(&t, "704\t1696\t0\texact\t192\n");
}

static void what_found_no_room_there_finds_it_then(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	halo(&t, 2, 64, 0);
	WORK(&t, line(&t, 21), FIRST);
	call_oom(&t, L1T_L1_SMALL, 400, 336, line(&t, 31));
	expect_size(&t, "576\t1376\t\tat least\t512\n");
}

/* Its call may put more there: so it is not said that a failure less is seen. */
static void that_the_call_that_failed_may_need_more_is_said(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	WORK(&t, line(&t, 21), FIRST);
	call_oom(&t, L1T_L1_SMALL, 450, 400, line(&t, 31));
	write_file(&t);
	expect_output(&t, "COLUMNS=300 " L1ANALYZE " advise %s | grep -A1 l1_small_size",
		"1. open the device with l1_small_size=512\n"
		"   the peak is at least 512 then; at the tightest op 1,376 are left, not 1,488 "
		"(it was 400; what failed then fits, and its call may put more there)\n");
	drop_file(&t);
}

static void it_does_not_take_what_l1_needs(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	make(&t, 2, SECOND, line(&t, 11));
	make(&t, 3, THIRD, line(&t, 12));
	make(&t, 4, FOURTH, line(&t, 13));
	call_oom(&t, L1T_L1_SMALL, 500, 400, line(&t, 31));
	expect_size(&t, "");
}

static void one_that_is_used_to_the_end_stays(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	halo(&t, 2, 400, 0);
	expect_size(&t, "");
}

/* ---- slices ---- */

enum { TYPE = 900 };            /* string */

/* An op of this type asks how much L1 is free; its call puts something into L1_SMALL. */
static void asks_for_halo(struct story *t, const char *type)
{
	begin(t);
	tell_string(t, TYPE, type);
	tell(t, (struct l1t_record){.kind = L1T_ASKED, .asked = {.device = 1, .what = L1T_ASKED_STATISTICS,
		.type = L1T_L1, .answer = 2000, .free_bytes = 2000, .callsite = line(t, 30)}});
	tell_launch_of(t, (struct l1t_launch){.program = PROGRAM, .device = 1, .name = TEXT + 1, .type = TYPE,
		.callsite = line(t, 30)});
	halo(t, 2, 64, 0);
	WORK(t, line(t, 30), FIRST);
}

static void no_smaller_size_is_said_where_fewer_slices_may_put_more_there(void **unused)
{
	struct story t;

	(void)unused;
	asks_for_halo(&t, "PaddedSliceDeviceOperation");
	expect_size(&t, "");
}

static void one_is_said_where_an_op_that_asks_makes_no_slices(void **unused)
{
	struct story t;

	(void)unused;
	asks_for_halo(&t, "Conv2dDeviceOperation");
	expect_size(&t, "576\t1824\t0\t\t64\n");
}

static void a_larger_size_is_said_also_where_there_are_slices(void **unused)
{
	struct story t;

	(void)unused;
	asks_for_halo(&t, "PaddedSliceDeviceOperation");
	call_oom(&t, L1T_L1_SMALL, 400, 336, line(&t, 31));
	expect_size(&t, "576\t1376\t\t\t512\n");
}

/* The first is dead while an op that cuts its input into slices asks. */
static void dead_beside_slices(struct story *t, uint64_t small_bytes)
{
	begin(t);
	tell_string(t, TYPE, "PaddedSliceDeviceOperation");
	make(t, 3, SECOND, line(t, 11));
	tell(t, (struct l1t_record){.kind = L1T_ASKED, .asked = {.device = 1, .what = L1T_ASKED_LOWEST,
		.type = L1T_L1, .answer = 2000, .free_bytes = L1T_UNKNOWN, .callsite = line(t, 30)}});
	USES(t, PROGRAM, SECOND);
	tell_launch_of(t, (struct l1t_launch){.program = PROGRAM, .device = 1, .name = TEXT + 1, .type = TYPE,
		.callsite = line(t, 30)});
	halo(t, 2, small_bytes, 0);
	WORK(t, line(t, 30), SECOND);
	write_file(t);
}

static void more_room_for_slices_is_made_only_where_l1_small_has_much(void **unused)
{
	struct story t;

	(void)unused;
	dead_beside_slices(&t, 64);
	expect_output(&t, L1ANALYZE " advise --format tsv %s | grep \"free earlier\" | cut -f5,6,17",
		"model.py:10 main\tmodel.py:20 main\tttnn.add asked how much L1 is free, and may take more or less; "
		"an op that cuts its input by free L1 may put more into L1_SMALL then\n");
	drop_file(&t);
	dead_beside_slices(&t, 256);
	expect_output(&t, L1ANALYZE " advise --format tsv %s | grep \"free earlier\" | cut -f5,6,17", "");
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_as_large_as_what_lived_there_at_once),
		cmocka_unit_test(what_found_no_room_there_finds_it_then),
		cmocka_unit_test(that_the_call_that_failed_may_need_more_is_said),
		cmocka_unit_test(it_does_not_take_what_l1_needs),
		cmocka_unit_test(one_that_is_used_to_the_end_stays),
		cmocka_unit_test(no_smaller_size_is_said_where_fewer_slices_may_put_more_there),
		cmocka_unit_test(one_is_said_where_an_op_that_asks_makes_no_slices),
		cmocka_unit_test(a_larger_size_is_said_also_where_there_are_slices),
		cmocka_unit_test(more_room_for_slices_is_made_only_where_l1_small_has_much),
	};

	return cmocka_run_group_tests_name("advise_sizes", tests, NULL, NULL);
}
