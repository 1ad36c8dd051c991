/* The verb frag with other rules of placement: what would have failed, computed by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

/* verdict, count, failure kind, failure, region end and lowest buffer of all rows of L1. */
static void expect_verdicts(const struct story *t, const char *policy, const char *rows)
{
	char command[500];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " frag --policy %s --kind l1 --format tsv %s | "
		"sed 1d | cut -f6,7,9,10,12,13,14,15", policy, t->name);
	o = run_command("A=1", command);
	if (strcmp(o.output, rows))
		fail_msg("%s gave\n%sinstead of\n%s", policy, o.output, rows);
	outcome_free(&o);
}

/*
 * Bank 1000-3000. Four buffers from the top, two of them freed: holes of 300 at 2700, 200 at 2300
 * and 1000 at the bottom.
 */
static void tell_pieces(struct story *t)
{
	one_bank(t);
	tell_open(t, 1, 0);
	tell_alloc(t, 1, 1, L1T_L1, 2700, 300);
	tell_alloc(t, 2, 1, L1T_L1, 2500, 200);
	tell_alloc(t, 3, 1, L1T_L1, 2300, 200);
	tell_alloc(t, 4, 1, L1T_L1, 2000, 300);
	tell_free(t, 1, 1, L1T_L1);
	tell_free(t, 3, 1, L1T_L1);
}

static void the_best_fit_keeps_the_large_hole(void **unused)
{
	struct story t;
	struct outcome o;

	(void)unused;
	tell_pieces(&t);
	tell_alloc(&t, 5, 1, L1T_L1, 2800, 200);     /* the highest that fits */
	tell_alloc(&t, 6, 1, L1T_L1, 1100, 900);
	tell_oom(&t, 300);                              /* 100, 200 and 100 are left */
	write_file(&t);
	expect_verdicts(&t, "runtime", "failure stays\t1\toom\t1\t\t400\t200\t1100\n"
		"placed as recorded\t6\t\t\t\t\t\t\nplaced elsewhere\t0\t\t\t\t\t\t\n");
	expect_verdicts(&t, "best-fit", "failure gone\t1\toom\t1\t\t400\t300\t1100\n"
		"placed as recorded\t5\t\t\t\t\t\t\nplaced elsewhere\t1\t\t\t\t\t\t\n");
	expect_verdicts(&t, "compacting", "failure gone\t1\toom\t1\t\t400\t400\t1400\n");
	o = ask_frag(&t, "--policy runtime,best-fit,compacting");
	assert_non_null(strstr(o.output, "gone_under"));
	assert_non_null(strstr(o.output, " best-fit compacting "));
	outcome_free(&o);
	drop_file(&t);
}

static void a_need_above_all_free_bytes_stays_under_every_rule(void **unused)
{
	struct story t;
	struct outcome o;

	(void)unused;
	tell_pieces(&t);
	tell_oom(&t, 1501);
	write_file(&t);
	o = ask_frag(&t, "--policy all --format csv");
	assert_null(strstr(o.output, "failure gone"));
	outcome_free(&o);
	drop_file(&t);
}

static void a_rule_may_bring_failures_of_its_own(void **unused)
{
	struct story t;

	(void)unused;
	tell_pieces(&t);
	tell_program_up_to(&t, 1900);                          /* 100 below the lowest */
	tell_alloc(&t, 5, 1, L1T_L1, 2700, 300);
	tell_alloc(&t, 6, 1, L1T_L1, 1000, 1000);
	write_file(&t);
	/* from the bottom the program has no place; the rest is the same, upside down */
	expect_verdicts(&t, "bottom-up", "new failure\t1\tclash\t\t1900\t1500\t1000\t1300\n"
		"placed as recorded\t0\t\t\t\t\t\t\nplaced elsewhere\t6\t\t\t\t\t\t\n");
	/* the largest block loses 300 bytes, and the last buffer finds no room */
	expect_verdicts(&t, "worst-fit", "new failure\t1\toom\t\t\t1200\t700\t1700\n"
		"placed as recorded\t4\t\t\t\t\t\t\nplaced elsewhere\t1\t\t\t\t\t\t\n");
	expect_verdicts(&t, "runtime", "placed as recorded\t6\t\t\t\t\t\t\n"
		"placed elsewhere\t0\t\t\t\t\t\t\n");
	drop_file(&t);
}

static void a_clash_is_gone_when_the_lowest_buffer_lies_higher(void **unused)
{
	struct story t;

	(void)unused;
	tell_pieces(&t);
	tell_alloc(&t, 5, 1, L1T_L1, 2750, 250);
	tell_free(&t, 4, 1, L1T_L1);
	tell_clash(&t, 2501, 2500);
	tell_clash(&t, 2500, 2500);
	write_file(&t);
	expect_verdicts(&t, "runtime", "failure stays\t1\tclash\t1\t2501\t1550\t1500\t2500\n"
		"failure gone\t1\tclash\t2\t2500\t1550\t1500\t2500\n"
		"placed as recorded\t5\t\t\t\t\t\t\nplaced elsewhere\t0\t\t\t\t\t\t\n");
	expect_verdicts(&t, "compacting", "failure gone\t1\tclash\t1\t2501\t1550\t1550\t2550\n"
		"failure gone\t1\tclash\t2\t2500\t1550\t1550\t2550\n");
	drop_file(&t);
}

static void one_address_off_is_one_buffer_elsewhere(void **unused)
{
	struct story t;

	(void)unused;
	tell_pieces(&t);
	tell_alloc(&t, 5, 1, L1T_L1, 2750, 200);     /* the runtime would say 2800 */
	tell_alloc(&t, 6, 1, L1T_L1, 2950, 50);
	tell_alloc(&t, 7, 1, L1T_L1, 2700, 50);
	write_file(&t);
	expect_verdicts(&t, "first-fit", "placed as recorded\t6\t\t\t\t\t\t\n"
		"placed elsewhere\t1\t\t\t\t\t\t\n");
	drop_file(&t);
}

static void what_was_there_before_stays_where_it_is(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_buffer(&t, (struct l1t_alloc){.id = 1, .device = 1, .type = L1T_L1, .address = 1700,
		.bytes_per_core = 300, .flags = L1T_ALLOC_ANNOUNCED});
	tell_alloc(&t, 2, 1, L1T_L1, 2500, 500);
	write_file(&t);
	expect_verdicts(&t, "runtime", "placed as recorded\t1\t\t\t\t\t\t\n"
		"placed elsewhere\t0\t\t\t\t\t\t\nwas there before\t1\t\t\t\t\t\t\n");
	drop_file(&t);
}

static void an_unknown_rule_is_refused(void **unused)
{
	struct outcome o;

	(void)unused;
	o = run_command("A=1", L1ANALYZE " frag --policy best-fit,luck none.l1t");
	assert_int_equal(WEXITSTATUS(o.status), 2);
	assert_non_null(strstr(o.output, "unknown policy 'luck'"));
	outcome_free(&o);
	o = run_command("A=1", L1ANALYZE " peak --policy runtime none.l1t");
	assert_int_equal(WEXITSTATUS(o.status), 2);
	outcome_free(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_best_fit_keeps_the_large_hole),
		cmocka_unit_test(a_need_above_all_free_bytes_stays_under_every_rule),
		cmocka_unit_test(a_rule_may_bring_failures_of_its_own),
		cmocka_unit_test(a_clash_is_gone_when_the_lowest_buffer_lies_higher),
		cmocka_unit_test(one_address_off_is_one_buffer_elsewhere),
		cmocka_unit_test(what_was_there_before_stays_where_it_is),
		cmocka_unit_test(an_unknown_rule_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
