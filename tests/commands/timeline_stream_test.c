/*
 * timeline for programs is printed while traces are read; a database is asked. Both give the same
 * rows, whatever is chosen of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "judge_l1analyze.h"
#include "small_trace.h"

static void a_trace_gives_the_rows_of_its_database(void **unused)
{
	static const char *const chosen[] = {"", "--core 0,0-1,0", "--core 1,1", "--core 9,9",
		"--device 1", "--device 7", "--event launch", "--event open", "--limit 3",
		"--core 0,0-1,1 --limit 5", "--core 1,1 --device 1 --event launch", "--op 1",
		"--from 450ns", "--sort -total_bytes"};
	static const char *const formats[] = {"csv", "tsv", "json", "jsonl"};
	char command[300];

	(void)unused;
	for (size_t i = 0; i < sizeof(chosen) / sizeof(*chosen); i++)
		for (size_t k = 0; k < 4; k++) {
			snprintf(command, sizeof(command), "for i in $T $D; do $A timeline --format %s %s "
				"$i >$i.rows 2>&1; echo $? >>$i.rows; done; cmp $T.rows $D.rows; "
				"rm -f $T.rows $D.rows", formats[k], chosen[i]);
			told_shell(command, "");
		}
}

static void rows_come_run_by_run(void **unused)
{
	(void)unused;
	told_shell("$A load $T $T -o two.db && $A timeline --core 0,0-1,1 --format csv two.db "
		">database && $A timeline --core 0,0-1,1 --format csv $T $T >traces && "
		"cmp database traces && cut -d, -f1 traces | uniq; rm -f two.db database traces",
		"run\n1\n2\n");
}

static void a_pipe_and_a_database_beside_a_trace_are_read_too(void **unused)
{
	(void)unused;
	told_shell("$A timeline --format csv $T >file; cat $T | $A timeline --format csv - | "
		"cmp - file; $A timeline --format csv $D $T | grep -c ^2,; grep -c ^1, file; rm -f file",
		"9\n9\n");
}

static void a_trace_that_cannot_be_read_leaves_no_file(void **unused)
{
	(void)unused;
	told_shell("head -c 100 /dev/zero >bad; $A timeline -o rows.csv bad 2>said || echo $?; "
		"ls rows.csv 2>/dev/null; wc -l <said; rm -f bad said", "3\n1\n");
}

static void an_input_that_is_no_trace_is_found_before_the_first_row(void **unused)
{
	(void)unused;
	told_shell("head -c 100 /dev/zero >bad; $A timeline -o rows.csv $T bad 2>said || echo $?; "
		"$A timeline --format csv $T bad 2>/dev/null; ls rows.csv 2>/dev/null; rm -f bad said",
		"3\n");
}

/* Also where the disk is full long before the last row. */
static void a_full_disk_is_reported_with_its_reason(void **unused)
{
	(void)unused;
	told_shell("$A timeline --format csv $(for i in $(seq 300); do echo $T; done) >/dev/full "
		"2>said; echo $?; grep -o \"No space.*\" said; rm -f said", "3\nNo space left on device\n");
}

/* A damaged trace may have lost the first definition of a name. */
static void a_name_that_is_defined_after_its_use_is_printed(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_region(&t, 5, 0, 0, 1000, 100, 1);
	tell_launch(&t, 5, 1, 0, 77);
	tell_string(&t, 77, "named late");
	tell_string(&t, 77, "named again");
	write_file(&t);
	told_shell_of(t.name, "$A timeline --format csv --event launch $T 2>/dev/null | cut -d, -f6,16; "
		"$A load $T -o l.db && $A timeline --format csv --event launch l.db | cut -d, -f6,16; "
		"rm -f l.db",
		"event,name\nlaunch,\"named late\"\nevent,name\nlaunch,\"named late\"\n");
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_trace_gives_the_rows_of_its_database),
		cmocka_unit_test(rows_come_run_by_run),
		cmocka_unit_test(a_pipe_and_a_database_beside_a_trace_are_read_too),
		cmocka_unit_test(a_trace_that_cannot_be_read_leaves_no_file),
		cmocka_unit_test(an_input_that_is_no_trace_is_found_before_the_first_row),
		cmocka_unit_test(a_full_disk_is_reported_with_its_reason),
		cmocka_unit_test(a_name_that_is_defined_after_its_use_is_printed),
	};

	return cmocka_run_group_tests_name("timeline_stream", tests, told_setup, told_teardown);
}
