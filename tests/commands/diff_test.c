/*
 * The verb diff on pairs of traces made here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

/* One launch, `extra` bytes in the buffer below it, and as many failures. */
static void run_of(struct story *t, uint64_t extra, int failures, bool leaks)
{
	one_bank(t);
	tell_open(t, 1, 0);
	tell_alloc(t, 1, 1, L1T_L1, 2500 - extra, 500 + extra);
	tell_program_up_to(t, 1400);
	for (int i = 0; i < failures; i++)
		tell_oom(t, 5000);
	if (!leaks)
		tell_free(t, 1, 1, L1T_L1);
	write_file(t);
}

/* Runs `l1analyze diff ARGS first second`, then prints the rows by name without the header. */
static void expect(const struct story *a, const struct story *b, const char *args, int code,
	const char *rows)
{
	/* of a window the filters alone are for `query` */
	const char *filters = strstr(args, "--op launch") ? "--op launch" : "";
	char command[900];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " diff --format csv %s %s %s >out 2>err; code=$?; "
		L1ANALYZE " query diff --format csv %s %s %s >out 2>>err; sed 1d out; exit $code", args, a->name,
		b->name, filters, a->name, b->name);
	o = run_command("A=1", command);
	if (WEXITSTATUS(o.status) != code || strcmp(o.output, rows))
		fail_msg("%s: exit %d:\n%sinstead of %d:\n%s", args, WEXITSTATUS(o.status), o.output,
			code, rows);
	outcome_free(&o);
}

static void equal_runs_have_no_difference(void **unused)
{
	struct story a, b;
	char command[600];
	struct outcome o;

	(void)unused;
	run_of(&a, 0, 1, true);
	run_of(&b, 0, 1, true);
	expect(&a, &b, "--threshold 0", 0, "");
	snprintf(command, sizeof(command), L1ANALYZE " diff %s %s", a.name, b.name);
	o = run_command("A=1", command);
	assert_non_null(strstr(o.output, "nothing differs: peak 900 per core; headroom 1,100; 1 failure, 1 leak, 1 op"));
	outcome_free(&o);
	drop_file(&a);
	drop_file(&b);
}

static void what_grew_is_told_with_its_sign(void **unused)
{
	static const char *const more =
		"failure,0,oom,count,1,3,2,200.0,2,\n"
		"peak,0,\"opening 1\",headroom_bytes,1100,1050,-50,-4.55,50,\n"
		"peak,0,\"opening 1\",peak_bytes,900,950,50,5.56,50,\n"
		"op,0,launch,headroom_bytes,1100,1050,-50,-4.55,50,\n"
		"op,0,launch,peak_bytes,900,950,50,5.56,50,\n"
		"leak,0,\"l1, live at end, unknown\",bytes_per_core,0,550,550,,550,\n"
		"leak,0,\"l1, live at end, unknown\",count,0,1,1,,1,\n"
		"\"free space\",0,\"l1, opening 1\",largest_free_bytes,1500,1450,-50,-3.33,50,\n";
	struct story a, b;

	(void)unused;
	run_of(&a, 0, 1, false);
	run_of(&b, 50, 3, true);
	expect(&a, &b, "", 0, more);
	expect(&a, &b, "--threshold 1000000", 1, more);         /* failures and leaks are counted */
	expect(&a, &b, "--threshold 99.9%", 1, more);
	expect(&b, &a, "--threshold 0", 0,
		"failure,0,oom,count,3,1,-2,-66.67,-2,\n"
		"peak,0,\"opening 1\",headroom_bytes,1050,1100,50,4.76,-50,\n"
		"peak,0,\"opening 1\",peak_bytes,950,900,-50,-5.26,-50,\n"
		"op,0,launch,headroom_bytes,1050,1100,50,4.76,-50,\n"
		"op,0,launch,peak_bytes,950,900,-50,-5.26,-50,\n"
		"leak,0,\"l1, live at end, unknown\",bytes_per_core,550,0,-550,-100.0,-550,\n"
		"leak,0,\"l1, live at end, unknown\",count,1,0,-1,-100.0,-1,\n"
		"\"free space\",0,\"l1, opening 1\",largest_free_bytes,1450,1500,50,3.45,-50,\n");
	drop_file(&a);
	drop_file(&b);
}

static void a_threshold_lets_through_what_is_not_above_it(void **unused)
{
	static const char *const grew =
		"peak,0,\"opening 1\",headroom_bytes,1100,1050,-50,-4.55,50,\n"
		"peak,0,\"opening 1\",peak_bytes,900,950,50,5.56,50,\n"
		"op,0,launch,headroom_bytes,1100,1050,-50,-4.55,50,\n"
		"op,0,launch,peak_bytes,900,950,50,5.56,50,\n"
		"\"free space\",0,\"l1, opening 1\",largest_free_bytes,1500,1450,-50,-3.33,50,\n";
	struct story a, b;

	(void)unused;
	run_of(&a, 0, 0, false);
	run_of(&b, 50, 0, false);
	expect(&a, &b, "--threshold 50", 0, grew);
	expect(&a, &b, "--threshold 49", 1, grew);
	expect(&a, &b, "--threshold 5.6%", 0, grew);
	expect(&a, &b, "--threshold 5.5%", 1, grew);
	drop_file(&a);
	drop_file(&b);
}

static void what_one_run_has_alone_is_one_row(void **unused)
{
	struct story a, b;

	(void)unused;
	run_of(&a, 0, 0, false);
	one_bank(&b);
	tell_open(&b, 1, 0);
	write_file(&b);
	expect(&a, &b, "--op launch", 0,
		"peak,0,\"opening 1\",peak_bytes,900,,,,,\"only in the first\"\n"
		"op,0,launch,peak_bytes,900,,,,,\"only in the first\"\n"
		"\"free space\",0,\"l1, opening 1\",largest_free_bytes,1500,,,,,\"only in the first\"\n"
		"\"free space\",0,\"l1_small, opening 1\",largest_free_bytes,400,,,,,"
		"\"only in the first\"\n");
	expect(&b, &a, "--op launch --threshold 0", 0,
		"peak,0,\"opening 1\",peak_bytes,,900,,,,\"only in the second\"\n"
		"op,0,launch,peak_bytes,,900,,,,\"only in the second\"\n"
		"\"free space\",0,\"l1, opening 1\",largest_free_bytes,,1500,,,,\"only in the second\"\n"
		"\"free space\",0,\"l1_small, opening 1\",largest_free_bytes,,400,,,,"
		"\"only in the second\"\n");
	drop_file(&a);
	drop_file(&b);
}

static void a_database_of_both_gives_the_same_rows_and_so_does_sqlite3(void **unused)
{
	struct story a, b;
	char command[1000];
	struct outcome o;

	(void)unused;
	run_of(&a, 0, 1, false);
	run_of(&b, 50, 3, true);
	snprintf(command, sizeof(command), L1ANALYZE " load --full %s %s -o x.db && "
		L1ANALYZE " query diff --format csv x.db >a && " L1ANALYZE " query diff --format csv %s %s >b && "
		"sqlite3 -csv -header x.db <" QUERIES "/diff.sql | tr -d \"\\r\" >c && cmp a b && "
		"cmp a c && wc -l <a", a.name, b.name, a.name, b.name);
	o = run_command("A=1", command);
	assert_string_equal(o.output, "9\n");
	outcome_free(&o);
	drop_file(&a);
	drop_file(&b);
}

static void one_run_three_runs_and_no_number_are_refused(void **unused)
{
	struct story a;
	char command[600];
	struct outcome o;

	(void)unused;
	run_of(&a, 0, 0, false);
	for (int copies = 1; copies <= 3; copies += 2) {
		snprintf(command, sizeof(command), L1ANALYZE " diff %s %s %s", a.name,
			copies > 1 ? a.name : "", copies > 1 ? a.name : "");
		o = run_command("A=1", command);
		assert_int_equal(WEXITSTATUS(o.status), 2);
		assert_non_null(strstr(o.output, "diff compares two runs"));
		outcome_free(&o);
	}
	snprintf(command, sizeof(command), L1ANALYZE " diff --threshold -5 %s %s", a.name, a.name);
	o = run_command("A=1", command);
	assert_int_equal(WEXITSTATUS(o.status), 2);
	assert_non_null(strstr(o.output, "bad threshold '-5'"));
	outcome_free(&o);
	drop_file(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_runs_have_no_difference),
		cmocka_unit_test(what_grew_is_told_with_its_sign),
		cmocka_unit_test(a_threshold_lets_through_what_is_not_above_it),
		cmocka_unit_test(what_one_run_has_alone_is_one_row),
		cmocka_unit_test(a_database_of_both_gives_the_same_rows_and_so_does_sqlite3),
		cmocka_unit_test(one_run_three_runs_and_no_number_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
