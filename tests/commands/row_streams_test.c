/*
 * ops and frag for programs are printed while traces are read; a database with all rows is asked. Both
 * give the same rows.
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

/* Rows of a trace and of its database, in all formats, with these words. */
#define SAME(words) "$A load --full $T -o same.db 2>/dev/null; " \
	"for f in csv tsv json jsonl; do for i in $T same.db; do " \
	"$A " words " --format $f $i >$i.rows 2>/dev/null; done; cmp $T.rows same.db.rows; done; "
#define COUNT "wc -l <$T.rows; rm -f $T.rows same.db.rows same.db"

static void a_trace_gives_the_rows_of_its_database(void **unused)
{
	static const char *const words[] = {"ops", "frag", "ops --limit 1", "frag --limit 3",
		"ops --device 1", "frag --device 1", "ops --op 1", "frag --kind all",
		"ops --event launch", "ops --sort -peak_bytes", "frag --sort time_ns", "ops --core 0,0"};

	(void)unused;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		char command[600];

		snprintf(command, sizeof(command), SAME("%s") "rm -f $T.rows same.db.rows same.db", words[i]);
		told_shell(command, "");
	}
}

static void rows_come_run_by_run(void **unused)
{
	(void)unused;
	told_shell("$A load --full $T $T -o two.db && for v in ops frag; do $A $v --format csv two.db "
		">database && $A $v --format csv $T $T >traces && cmp database traces && "
		"cut -d, -f1 traces | uniq | xargs; done; rm -f two.db database traces",
		"run 1 2\nrun 1 2\n");
}

static void a_trace_that_cannot_be_read_leaves_no_file(void **unused)
{
	(void)unused;
	told_shell("head -c 100 /dev/zero >bad; for v in ops frag; do $A $v -o rows.csv $T bad 2>said || "
		"echo $?; ls rows.csv 2>/dev/null; wc -l <said; done; rm -f bad said", "3\n1\n3\n1\n");
}

enum { GENERIC = 10, NAMED, TENSIX, LATE, FILE_NAME, FUNCTION, NOT_YET };

static void tell_programs(struct story *t)
{
	one_bank(t);
	tell_string(t, GENERIC, "ttnn.generic_op");
	tell_string(t, NAMED, "rope/123/");
	tell_string(t, TENSIX, "tensix");
	tell_string(t, FILE_NAME, "/w/model.py");
	tell_string(t, FUNCTION, "forward");
	tell_callsite(t, 1, GENERIC, FILE_NAME, 7, FUNCTION);
	tell_chips(t, L1T_CHIPS_FIRST, 0, 2);
	t->world.kernel_config_bytes = 4096;
	tell_open(t, 1, L1T_CHIPS_FIRST);
	for (uint64_t program = 1; program < 3; program++) {
		tell_program(t, program, program);
		tell_region(t, program, L1T_CHIPS_FIRST, 0, 1000, 100 * program, 1);
		if (program == 1)
			tell_kernel(t, (struct l1t_kernel){.program = program, .name = NAMED,
				.core_type = TENSIX, .cores = 1, .chips = L1T_CHIPS_FIRST});
		tell_program_config(t, program, 100, 10);
	}
}

static void launch(struct story *t, uint64_t program, uint64_t name, uint64_t flags)
{
	tell_launch_of(t, (struct l1t_launch){.program = program, .device = 1, .name = name,
		.callsite = 1, .chips = L1T_CHIPS_FIRST, .flags = flags});
}

static void what_an_op_consists_of_and_when_it_failed_is_the_same(void **unused)
{
	struct story t;

	(void)unused;
	tell_programs(&t);
	launch(&t, 1, GENERIC, 0);
	launch(&t, 2, GENERIC, 0);
	tell_failure(&t, (struct l1t_failure){.type = L1T_FAIL_CLASH, .device = 1,
		.program = 2}, NULL);
	t.now_ns += 1000;
	launch(&t, 2, NOT_YET, L1T_LAUNCH_FAILED);
	launch(&t, 1, 0, 0);
	launch(&t, 1, L1T_UNKNOWN, 0);
	tell_string(&t, NOT_YET, "named late");
	write_file(&t);
	told_shell_of(t.name, SAME("ops") COUNT, "10\n");
	told_shell_of(t.name, "$A ops --device 1 --format csv $T | cut -d, -f2,5,13,20",
		"op,name,kind,consists_of\n1,ttnn.generic_op,launch,rope\n2,ttnn.generic_op,launch,forward\n"
		"3,\"named late\",failed,\n4,,launch,\n5,,launch,\n");
	drop_file(&t);
}

/* What follows is told by this thread. */
static void go_on_with(struct story *t, uint32_t thread)
{
	trace_block(t->file, t->now_ns + 1);
	trace_run(t->file, thread, (uint64_t)t->now_ns * 100);
	t->thread = thread;
}

/* The rows that wait for it do not fit into what memory is for. */
static void a_thread_that_rests_keeps_no_order_from_others(void **unused)
{
	enum { OPS = 40000 };
	struct story t;

	(void)unused;
	tell_programs(&t);
	launch(&t, 1, GENERIC, 0);
	for (unsigned i = 0; i < OPS; i++) {
		if (!(i % 1000))
			go_on_with(&t, 2 + i / 1000 % 2);
		launch(&t, 1 + i % 2, GENERIC, i % 5 == 4 ? L1T_LAUNCH_SAME_OP : 0);
	}
	go_on_with(&t, 1);
	launch(&t, 2, GENERIC, L1T_LAUNCH_SAME_OP);
	launch(&t, 2, GENERIC, 0);
	launch(&t, 1, GENERIC, 0);
	write_file(&t);
	told_shell_of(t.name, "$A load $T -o same.db; for i in $T same.db; do $A ops --format csv $i >$i.rows; "
		"done; cmp $T.rows same.db.rows; " COUNT, "64007\n");
	drop_file(&t);
}

static void frees_of_one_time_are_in_the_order_of_a_database(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 2, 0);
	tell_at_once(&t);
	tell_open(&t, 1, 1);
	for (uint64_t i = 0; i < 40; i++) {
		tell_at_once(&t);
		tell_alloc(&t, i + 1, 2 - i % 2, i % 4 < 2 ? L1T_L1 : L1T_L1_SMALL, 2000 + 64 * i, 64);
	}
	tell_close(&t, 2);
	tell_at_once(&t);
	tell_close(&t, 1);
	write_file(&t);
	told_shell_of(t.name, SAME("frag") COUNT, "44\n");
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_trace_gives_the_rows_of_its_database),
		cmocka_unit_test(rows_come_run_by_run),
		cmocka_unit_test(a_trace_that_cannot_be_read_leaves_no_file),
		cmocka_unit_test(what_an_op_consists_of_and_when_it_failed_is_the_same),
		cmocka_unit_test(a_thread_that_rests_keeps_no_order_from_others),
		cmocka_unit_test(frees_of_one_time_are_in_the_order_of_a_database),
	};

	return cmocka_run_group_tests_name("row_streams", tests, told_setup, told_teardown);
}
