/*
 * uses: what a row says about a buffer, for each of several runs, in groups, and within a window.
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

static void the_host_has_a_line_of_its_own(void **unused)
{
	static const char sql[] = "SELECT uses, last_use, last_use_callsite FROM uses";
	const uint32_t word = C;
	struct story t;

	(void)unused;
	for (int op_after = 0; op_after < 2; op_after++) {
		use_begin(&t);
		call_alloc(&t, 1, C, BYTES, EMPTY);
		RUN(&t, C);
		tell_uses(&t, (struct l1t_uses){1, 0, L1T_USES_WRITE, CONV}, &word, 1);
		if (op_after) {
			USES(&t, PROGRAM, C);
			call_launch(&t, PROGRAM, 0, 0, 0);
		}
		expect_rows(&t, sql, op_after ? "3\top\t\n" : "2\thost write\tmodel.py:7 main\n");
	}
}

static void a_use_that_is_not_sure_tells_its_line(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	USES(&t, PROGRAM, C);
	call_launch(&t, PROGRAM, CONV, 0, 0);
	RUN(&t, C + 32);
	call_alloc(&t, 2, B, BYTES, EMPTY);
	USES(&t, PROGRAM, B + 32);
	call_launch(&t, PROGRAM, 0, 0, 0);
	expect_rows(&t, "SELECT last_use_op, perhaps_op, last_use, last_use_callsite, last_use_ns = "
		"(SELECT time_ns FROM op o WHERE o.op = perhaps_op), dead_ns = (SELECT duration_ns FROM "
		"run) - last_use_ns FROM uses ORDER BY buffer",
		"1\t2\tperhaps ttnn.add\tmodel.py:8 main\t1\t1\n\t3\tperhaps an op\t\t1\t1\n");
}

static void the_end_of_a_buffer_is_its_free_or_that_of_the_run(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_alloc(&t, 2, B, BYTES, EMPTY);
	RUN(&t, C, B);
	call_release(&t, 1);
	RUN(&t, A);
	expect_rows(&t, "SELECT buffer, freed, free_op, dead_ns - coalesce(free_ns, (SELECT duration_ns "
		"FROM run)) + last_use_ns FROM uses ORDER BY buffer", "1\tfreed\t1\t0\n"
		"2\tlive at end\t\t0\n");
}

static void a_run_without_ops_used_nothing_that_it_does_not_tell(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	expect_uses(&t, "1\t0\t\t\t\t0\tnever used\n");
}

/* ---- several runs ---- */

static void tell_run(struct story *t, uint64_t site, uint64_t bytes)
{
	const uint32_t word = C;

	use_begin(t);
	call_alloc(t, 1, C, bytes, EMPTY);
	call_alloc(t, 2, B, 256, EMPTY);
	call_alloc(t, 3, A, 256, site);
	USES(t, PROGRAM, A);
	call_launch(t, PROGRAM, site, 0, 0);
	USES(t, PROGRAM, B + 32);
	call_launch(t, PROGRAM, site, 0, 0);
	tell_uses(t, (struct l1t_uses){1, 0, L1T_USES_READ, site}, &word, 1);
	USES(t, PROGRAM, 64);
	call_launch(t, PROGRAM, site, 0, 0);
	free_at(t, 1, site);
	write_file(t);
}

static void runs_do_not_mix(void **unused)
{
	char command[900];
	struct story one, two, without;

	(void)unused;
	tell_run(&one, ADD, BYTES);
	tell_run(&two, CONV, BYTES - 64);
	use_begin(&without);
	call_alloc_of(&without, 1, L1T_L1, C, BYTES, EMPTY, L1T_ALLOC_ENQUEUED);
	call_launch(&without, PROGRAM, ADD, 0, 0);
	write_file(&without);
	snprintf(command, sizeof(command), L1ANALYZE " query \"SELECT run, buffer, uses, last_use, "
		"last_use_callsite, freed, free_callsite FROM uses ORDER BY run, buffer\" --format csv "
		"%s %s %s | tail -n +2 | tr -d \\\"", one.name, two.name, without.name);
	expect_output(&one, command, "1,1,1,host read,model.py:8 main,ttnn.add,model.py:8 main\n"
		"1,2,0,perhaps ttnn.add,model.py:8 main,live at end,\n"
		"1,3,1,ttnn.add,model.py:8 main,live at end,\n"
		"2,1,1,host read,model.py:7 main,ttnn.conv2d,model.py:7 main\n"
		"2,2,0,perhaps ttnn.conv2d,model.py:7 main,live at end,\n"
		"2,3,1,ttnn.conv2d,model.py:7 main,live at end,\n"
		"3,1,,,,owned by the program cache,\n");
	snprintf(command, sizeof(command), L1ANALYZE " uses --dead --format csv %s %s | "
		"cut -d, -f1,4-6,8,12", one.name, two.name);
	expect_output(&one, command, "run,count,bytes_per_core,dead_ops,last_use,made_by\n"
		"1,1,256,2,ttnn.add,ttnn.add\n2,1,256,2,ttnn.conv2d,ttnn.conv2d\n");
	snprintf(command, sizeof(command), L1ANALYZE " query uses_floor --format csv %s %s | "
		"cut -d, -f1,3,5-7,9,11", one.name, two.name);
	expect_output(&one, command,
		"run,peak_bytes,name,dead_total_bytes,dead_bytes,dead_name,least_bytes\n"
		"1,1032,ttnn.add,1032,256,ttnn.add,1032\n2,968,ttnn.conv2d,968,256,ttnn.conv2d,968\n");
	drop_file(&one);
	drop_file(&two);
	drop_file(&without);
}

static void ops_of_a_run_are_counted_from_its_first(void **unused)
{
	char command[500];
	struct story one, two;

	(void)unused;
	tell_run(&one, ADD, BYTES);
	use_begin(&two);
	call_alloc(&two, 1, C, BYTES, EMPTY);
	RUN(&two, C);
	write_file(&two);
	snprintf(command, sizeof(command), L1ANALYZE " query \"SELECT last_use_op, dead_ops FROM uses "
		"WHERE run = 2 ORDER BY buffer\" --format csv %s %s", one.name, two.name);
	expect_output(&one, command, "last_use_op,dead_ops\n1,0\n");
	drop_file(&one);
	drop_file(&two);
}

/* ---- groups and filters ---- */

static void groups_that_cost_most_after_their_last_use_come_first(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 9, C, 128, CONV);
	RUN(&t, C);
	for (uint64_t i = 0; i < 3; i++) {
		call_alloc(&t, 4 + i, B + i * 128, 128 - 32 * i, EMPTY);
		RUN(&t, (uint32_t)(B + i * 128), i ? B : 64);
	}
	call_alloc_of(&t, 1, L1T_L1, A, 64, EMPTY, L1T_ALLOC_ENQUEUED);
	call_alloc_of(&t, 2, L1T_L1_SMALL, TOP + 72, 64, ADD, 0);
	RUN(&t, 64);
	RUN(&t, 64);
	write_file(&t);
	expect_output(&t, L1ANALYZE " query uses_groups --format csv %s | cut -d, -f3-6,12,13",
		"kind,count,bytes_per_core,dead_ops,made_by,uses\nl1,3,128,3,ttnn.empty,5\n"
		"l1,1,128,5,ttnn.conv2d,1\nl1_small,1,64,2,ttnn.add,0\n");
	expect_output(&t, L1ANALYZE " uses --format csv %s | cut -d, -f3,18",
		"buffer,freed\n9,\"live at end\"\n4,\"live at end\"\n5,\"live at end\"\n"
		"6,\"live at end\"\n1,\"owned by the program cache\"\n2,\"live at end\"\n");
	drop_file(&t);
}

static void filters_leave_what_they_name(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_alloc_of(&t, 2, L1T_DRAM, 64, BYTES, EMPTY, 0);
	RUN(&t, C, 64);
	free_at(&t, 1, ADD);
	write_file(&t);
	expect_output(&t, L1ANALYZE " uses --op ttnn.empty --format csv %s | cut -d, -f3,4",
		"buffer,kind\n1,l1\n");
	expect_output(&t, L1ANALYZE " uses --kind dram --format csv %s | cut -d, -f3,4",
		"buffer,kind\n2,dram\n");
	expect_output(&t, L1ANALYZE " uses --core 5,5 --format csv %s 2>/dev/null | wc -l", "1\n");
	expect_output(&t, L1ANALYZE " uses --to 185ns --format csv %s | cut -d, -f3,18",
		"buffer,freed\n1,ttnn.add\n");
	drop_file(&t);
}

static void a_trace_that_is_cut_says_so_in_its_status(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	RUN(&t, C);
	t.now_ns += 10;
	write_unfinished_file(&t);
	expect_output(&t, L1ANALYZE " uses %s >/dev/null 2>&1; echo $?", "4\n");
	expect_output(&t, L1ANALYZE " uses --dead %s >/dev/null 2>&1; echo $?", "4\n");
	drop_file(&t);
}

static void a_leak_says_what_used_it_last(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, A, BYTES, EMPTY);
	call_alloc(&t, 2, B, BYTES, EMPTY);
	call_alloc(&t, 3, C, BYTES, EMPTY);
	RUN(&t, A, C);
	RUN(&t, B);
	call_release(&t, 3);
	call_alloc(&t, 4, C, BYTES, CONV);
	write_file(&t);
	expect_output(&t, L1ANALYZE " leaks --format csv %s | cut -d, -f3,25- | tail -n +2",
		"1,ttnn.add,1,\"model.py:8 main\"\n2,ttnn.add,2,\"model.py:8 main\"\n4,\"never used\",,\n");
	expect_output(&t, L1ANALYZE " leaks --grouped --format csv %s | cut -d, -f10-11,14- | tail -n +2",
		"ttnn.empty,\"model.py:9 main\",ttnn.add,\"model.py:8 main\",2\n"
		"ttnn.conv2d,\"model.py:7 main\",\"never used\",,\n");
	drop_file(&t);
}

static void what_a_replay_overwrites_is_said_to_be_used_afterwards_or_not(void **unused)
{
	for (int used = 0; used < 2; used++) {
		struct story t;

		(void)unused;
		use_begin(&t);
		tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 5);
		call_alloc(&t, 1, B, BYTES, EMPTY);
		RUN(&t, B);
		call_release(&t, 1);
		tell_trace(&t, L1T_CAPTURE_END, 1, 5);
		call_alloc(&t, 2, B, BYTES, CONV);
		RUN(&t, B);
		tell_trace(&t, L1T_REPLAY, 1, 5);
		if (used)
			RUN(&t, B);
		/* its words mean the buffer that was there when it was captured */
		tell_trace(&t, L1T_REPLAY, 1, 5);
		write_file(&t);
		expect_output(&t, L1ANALYZE " check --format tsv %s | sed 1d | cut -f5", used
			? "a replay writes l1 buffer 1 of op 1 there; used after that, last by ttnn.add\n"
			: "a replay writes l1 buffer 1 of op 1 there; nothing used it after that\n");
		expect_output(&t, L1ANALYZE " check --width 0 %s | grep -o ttnn.add,.*that", used
			? "ttnn.add, model.py:8 main); used after that\n"
			: "ttnn.add, model.py:8 main); nothing used it after that\n");
		drop_file(&t);
	}
}

/* Buffer 1 is freed; then `between` ops run, and one that has this word. */
static void expect_after_free(uint32_t word, int between, bool lives, const char *rows)
{
	struct story t;

	use_begin(&t);
	call_alloc(&t, 1, B, BYTES, EMPTY);
	RUN(&t, B);
	call_release(&t, 1);
	for (int i = 0; i < between; i++)
		RUN(&t, A);
	if (lives)
		call_alloc(&t, 2, B - 256, BYTES, CONV);
	RUN(&t, word);
	RUN(&t, word);
	write_file(&t);
	expect_output(&t, L1ANALYZE " check --format tsv %s | sed 1d | cut -f2,4-5,10,11,15 | grep used", rows);
	drop_file(&t);
}

static void only_what_is_surely_an_address_is_a_use_after_a_free(void **unused)
{
	(void)unused;
	expect_after_free(B | L1T_USES_IN_L1, 1, false,
		"used after free\t1\tfreed, and used by an op or the host afterwards\tmodel.py:9 main"
		"\tttnn.add\t1536\n");
	/* a number like it; another place; something lives there; an op that frees what it works on */
	expect_after_free(B, 1, false, "");
	expect_after_free((B + 32) | L1T_USES_IN_L1, 1, false, "");
	expect_after_free(B | L1T_USES_IN_L1, 1, true, "");
	expect_after_free(B | L1T_USES_IN_DRAM, 1, false, "");
}

static void what_an_op_frees_itself_is_not_used_after_a_free(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, B, BYTES, EMPTY);
	call_release(&t, 1);
	RUN(&t, B | L1T_USES_IN_L1);
	write_file(&t);
	expect_output(&t, L1ANALYZE " check --format tsv %s | grep used", "");
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_surely_an_address_is_a_use_after_a_free),
		cmocka_unit_test(what_an_op_frees_itself_is_not_used_after_a_free),
		cmocka_unit_test(what_a_replay_overwrites_is_said_to_be_used_afterwards_or_not),
		cmocka_unit_test(a_leak_says_what_used_it_last),
		cmocka_unit_test(the_host_has_a_line_of_its_own),
		cmocka_unit_test(a_use_that_is_not_sure_tells_its_line),
		cmocka_unit_test(the_end_of_a_buffer_is_its_free_or_that_of_the_run),
		cmocka_unit_test(a_run_without_ops_used_nothing_that_it_does_not_tell),
		cmocka_unit_test(runs_do_not_mix),
		cmocka_unit_test(ops_of_a_run_are_counted_from_its_first),
		cmocka_unit_test(groups_that_cost_most_after_their_last_use_come_first),
		cmocka_unit_test(filters_leave_what_they_name),
		cmocka_unit_test(a_trace_that_is_cut_says_so_in_its_status),
	};

	return cmocka_run_group_tests_name("uses_rows", tests, NULL, NULL);
}
