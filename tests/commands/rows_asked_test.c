/*
 * Rows in the requested order, number and format (also by the file's name), grouped or one by one;
 * and chips that are alike as one row of a table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "small_trace.h"

static void rows_are_sorted_by_any_column_either_way(void **unused)
{
	(void)unused;
	told_shell("$A ops --format csv --sort -op $T | cut -d, -f2", "op\n2\n1\n");
	told_shell("$A ops --format csv --sort op:desc $D | cut -d, -f2", "op\n2\n1\n");
	told_shell("$A ops --format csv --sort name,-op $T | cut -d, -f2", "op\n1\n2\n");
	told_shell("$A peak --format csv --sort=-peak_bytes,core_y,-core_x $T | cut -d, -f2-5",
		"device,core_x,core_y,peak_bytes\n1,1,0,5064\n1,0,0,5064\n1,1,1,5064\n1,0,1,5064\n"
		"0,0,0,3000\n0,1,0,1300\n0,1,1,1300\n0,0,1,1300\n");
}

static void what_is_not_known_stands_last_either_way(void **unused)
{
	(void)unused;
	told_shell("$A peak --format csv --sort headroom_bytes $T | cut -d, -f10 | uniq -c | tr -s \" \"",
		" 1 headroom_bytes\n 1 698000\n 4 845000\n 3 \n");
	told_shell("$A peak --format csv --sort -headroom_bytes $T | cut -d, -f10 | uniq -c | tr -s \" \"",
		" 1 headroom_bytes\n 4 845000\n 1 698000\n 3 \n");
}

static void rows_that_the_columns_leave_equal_have_an_order_too(void **unused)
{
	(void)unused;
	told_shell("$A peak --format csv --sort capacity_bytes $T | cut -d, -f2-4",
		"device,core_x,core_y\n0,0,0\n0,0,1\n0,1,0\n0,1,1\n1,0,0\n1,0,1\n1,1,0\n1,1,1\n");
}

static void a_limit_comes_after_filters_and_order(void **unused)
{
	(void)unused;
	told_shell("$A peak --format csv --device 1 --sort -core_x --limit 1 $T | cut -d, -f2-4",
		"device,core_x,core_y\n1,1,0\n");
	told_shell("$A query \"SELECT op FROM ops\" --sort -op --limit 1 --format csv $D", "op\n2\n");
	told_shell("$A timeline --format json --limit 2 $T | grep -c event", "2\n");
}

static void an_unknown_column_is_refused_with_those_there_are(void **unused)
{
	(void)unused;
	told_refuses("ops --sort peak_byte %s", 2, "(did you mean 'peak_bytes'?); these rows have run, "
		"op, device, ");
	told_refuses("ops --sort \"op; drop\" %s", 2, "no column 'op; drop'");
	told_refuses("ops --sort op:up %s", 2, "bad order 'op:up'");
	told_refuses("ops --sort \"\" %s", 2, "--sort needs a column");
	told_refuses("ops --limit 0 %s", 2, "bad limit '0'");
	told_refuses("ops --limit x %s", 2, "bad limit 'x'");
	told_refuses("schema --limit 3 %s", 2, "schema does not know --limit");
	told_refuses("explain --sort address %s", 2, "add --format csv");
}

static void a_files_name_says_its_format_unless_an_option_does(void **unused)
{
	(void)unused;
	told_shell("$A ops $T -o x.csv; head -1 x.csv | cut -c1-6", "run,op\n");
	told_shell("$A ops $T -o x.tsv; head -1 x.tsv | cut -f1,2", "run\top\n");
	told_shell("$A ops $T -o x.json; head -1 x.json", "[\n");
	told_shell("$A ops $T -o x.jsonl; head -1 x.jsonl | cut -c1-9", "{\"run\": 1\n");
	told_shell("$A ops $T -o x.csv -f --format jsonl; head -1 x.csv | cut -c1-9", "{\"run\": 1\n");
	told_shell("$A ops $T --width 0 -o x.txt; head -1 x.txt | cut -c1-8", "run  op \n");
}

static void groups_and_single_rows_are_asked_for_in_any_format(void **unused)
{
	(void)unused;
	told_shell("$A peak --grouped --format csv $T | cut -d, -f2-7",
		"device,count,cores,peak_bytes,time_ns,buffer_bytes\n"
		"0,1,\"0,0-0,0\",3000\n0,3,\"within 0,0-1,1\",1300\n1,4,\"0,0-1,1\",5064\n");
	told_shell("$A query peak_groups --format csv $T >a; $A peak --grouped --format csv $D | cmp a -", "");
	told_shell("$A peak --no-group $T | wc -l", "11\n");
	told_shell("$A leaks --grouped --format csv $T | cut -d, -f5 | head -1", "count\n");
	told_shell("$A leaks --no-group $T | head -1 | grep -o buffer", "buffer\n");
	told_shell("$A kernels --grouped --format csv $T | head -1 | cut -d, -f6", "kernels\n");
	told_shell("$A frag --grouped --format csv $T | wc -l", "5\n");
	told_refuses("timeline --grouped %s", 2, "timeline does not know --grouped");
	told_refuses("peak --grouped --no-group %s", 2, "not both");
}

/* One row represents those of many equal chips. */
static void chips_that_are_alike_are_one_row_of_a_table(void **unused)
{
	static const char many[] = "WITH c(device) AS (SELECT 0 UNION ALL SELECT device + 1 FROM c "
		"WHERE device < 31) SELECT device, device = 7 AS odd, 4096 AS peak_bytes FROM c";
	char command[900];

	(void)unused;
	snprintf(command, sizeof(command), "$A query \"%s\" $T", many);
	told_shell(command, "  device  odd  peak_bytes\n0-6,8-31    0       4,096\n       7    1       4,096\n"
		"\nnext: l1analyze schema\n");
	snprintf(command, sizeof(command), "$A query \"%s\" --limit 1 $T", many);
	told_shell(command, "  device  odd  peak_bytes\n0-6,8-31    0       4,096\n"
		"l1analyze: 1 more row is left out by --limit\n\nnext: l1analyze schema\n");
	/* single rows: with --no-group, with an order, in machine formats */
	snprintf(command, sizeof(command), "$A query \"%s\" --no-group $T | wc -l", many);
	told_shell(command, "35\n");
	snprintf(command, sizeof(command), "$A query \"%s\" --sort device $T | wc -l", many);
	told_shell(command, "35\n");
	snprintf(command, sizeof(command), "$A query \"%s\" --format csv $T | wc -l", many);
	told_shell(command, "33\n");
}

/* Of rows without end, 2 chips each: so many are kept that are put together that none could be else. */
static void a_limit_is_one_of_rows_as_they_are_shown_and_no_more_are_read(void **unused)
{
	static const char endless[] = "\n-- beside: op\nWITH c(n) AS (SELECT 0 UNION ALL SELECT n + 1 "
		"FROM c) SELECT n / 2 AS op, n % 2 AS device, 4096 AS peak_bytes FROM c";
	char command[900];

	(void)unused;
	snprintf(command, sizeof(command), "$A query \"%s\" --limit 2 $T", endless);
	told_shell(command, "op  device  peak_bytes\n 0     0,1       4,096\n 1     0,1       4,096\n"
		"l1analyze: more rows are left out by --limit\n\nnext: l1analyze schema\n");
	told_shell("$A ops --limit 1 $T 2>&- | head -2 | tail -1 | cut -c1-15; $A ops --limit 1 --sort -op $T 2>&- "
		"| head -2 | tail -1 | cut -c1-15", "  1   1       0\n  1   2       1\n");
}

static void rows_of_several_runs_say_which_files_they_are(void **unused)
{
	(void)unused;
	told_shell("cp $T before.l1t; cp $T after.l1t; $A ops before.l1t after.l1t | grep ^run.1",
		"run 1: before.l1t, run 2: after.l1t\n");
	told_shell("$A leaks $T | grep -c ^run.1: || :", "0\n");
}

static void a_columns_name_in_an_option_keeps_it_in_a_narrow_table(void **unused)
{
	(void)unused;
	told_shell("$A ops --width 40 $T 2>/dev/null | head -3 | grep -c kernel_ || :", "0\n");
	told_shell("$A ops --width 40 --sort kernel_text_bytes $T 2>/dev/null | head -3 | grep -c kernel_",
		"1\n");
	told_shell("$A ops --width 40 --device 0 $T 2>/dev/null | head -3 | grep -c device", "1\n");
}

static void what_is_left_out_is_one_line_of_the_width(void **unused)
{
	(void)unused;
	told_shell("for w in 30 40 60 80; do for v in ops peak leaks timeline callsites kernels; do "
		"$A $v --width $w $T 2>&1 >/dev/null | awk -v w=$w \"length > w && w >= 60 || NR > 1\"; "
		"done; done", "");
	told_shell("$A ops --width 60 $T 2>&1 >/dev/null | cut -c1-24", "l1analyze: not shown: ty\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_sorted_by_any_column_either_way),
		cmocka_unit_test(what_is_not_known_stands_last_either_way),
		cmocka_unit_test(rows_that_the_columns_leave_equal_have_an_order_too),
		cmocka_unit_test(a_limit_comes_after_filters_and_order),
		cmocka_unit_test(an_unknown_column_is_refused_with_those_there_are),
		cmocka_unit_test(a_files_name_says_its_format_unless_an_option_does),
		cmocka_unit_test(groups_and_single_rows_are_asked_for_in_any_format),
		cmocka_unit_test(chips_that_are_alike_are_one_row_of_a_table),
		cmocka_unit_test(a_limit_is_one_of_rows_as_they_are_shown_and_no_more_are_read),
		cmocka_unit_test(rows_of_several_runs_say_which_files_they_are),
		cmocka_unit_test(a_columns_name_in_an_option_keeps_it_in_a_narrow_table),
		cmocka_unit_test(what_is_left_out_is_one_line_of_the_width),
	};

	return cmocka_run_group_tests_name("rows_asked", tests, told_setup, told_teardown);
}
