/*
 * leaks: groups, growth in loops, what the program cache owns, suppressions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

enum { STEP = 10, MATMUL, ADD, NO_OP };         /* strings; call sites of the same numbers */
enum { LAYER = 17, PASSES = 5, PROGRAM = 1, OTHER_PROGRAM };

/* Call sites: MATMUL at model.py:7 forward, ADD at lib/cache.py:9 grow, NO_OP without operation. */
static void begin(struct story *t)
{
	static const char *const strings[] = {"step", "ttnn.matmul", "ttnn.add", "model.py",
		"forward", "lib/cache.py", "grow"};
	static const uint32_t sites[][6] = {{0, 0, 11, 13, 7, 14}, {0, 0, 12, 15, 9, 16},
		{13, 8, 14, 13, 9, 14}};

	one_bank(t);
	for (uint64_t i = 0; i < 7; i++)
		tell_string(t, STEP + i, strings[i]);
	for (uint64_t i = 0; i < 3; i++)
		tell_definition(t, L1T_CALLSITE, MATMUL + i, sites[i], sizeof(sites[i]));
	tell_open(t, 1, 0);
}

static void alloc(struct story *t, uint64_t id, uint64_t callsite, uint64_t flags)
{
	tell_buffer(t, (struct l1t_alloc){.id = id, .device = 1, .type = L1T_L1,
		.address = BASE + id * 32, .bytes_per_core = 32, .size_bytes = 32,
		.callsite = callsite, .flags = flags});
}

static void mark(struct story *t, uint8_t kind)
{
	tell_mark(t, kind, STEP);
}

static void launch(struct story *t, uint64_t name, uint64_t program)
{
	tell_launch_of(t, (struct l1t_launch){.program = program, .device = 1, .name = name,
		.callsite = name});
}

/* A loop of two ops in a mark: matmul's result lives until the next pass, add's until the end. */
static void tell_loop(struct story *t, bool leaks)
{
	begin(t);
	for (uint64_t i = 0; i < PASSES; i++) {
		mark(t, L1T_MARK_BEGIN);
		alloc(t, 1 + i * 2, MATMUL, 0);
		launch(t, MATMUL, PROGRAM);
		if (i)
			tell_free(t, i * 2 - 1, 1, L1T_L1);
		alloc(t, 2 + i * 2, ADD, 0);
		launch(t, ADD, OTHER_PROGRAM);
		if (!leaks)
			tell_free(t, 2 + i * 2, 1, L1T_L1);
		mark(t, L1T_MARK_END);
	}
	for (uint64_t i = 0; leaks && i < PASSES; i++)
		tell_free(t, 2 + i * 2, 1, L1T_L1);
	tell_free(t, PASSES * 2 - 1, 1, L1T_L1);
	write_file(t);
}

/* Runs; expects the exit code, and these words ("": any) in the output; no `never` (NULL: any). */
static void answers(const struct story *t, const char *args, int code, const char *words,
	const char *never)
{
	char command[400];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " leaks %s %s", args, t->name);
	o = run_command("A=1", command);
	if (!WIFEXITED(o.status) || WEXITSTATUS(o.status) != code || !strstr(o.output, words) ||
		(never && strstr(o.output, never)))
		fail_msg("%s: status %d, wanted %d, '%s', no '%s':\n%s", args, o.status, code,
			words, never ? never : "-", o.output);
	outcome_free(&o);
}

static void what_grows_in_a_loop_leaks_though_it_is_freed_later(void **unused)
{
	struct story t;

	(void)unused;
	tell_loop(&t, true);
	answers(&t, "--format csv --fail-on leak", 0, "run,device,buffer", "\n1,");
	answers(&t, "--growth --format csv --fail-on leak", 1,
		"1,0,l1,ops,5,32,4,1,32,160,5,\"freed after the loop\",ttnn.add,"
		"\"lib/cache.py:9 grow\",", "matmul");
	answers(&t, "--growth --by op --format csv", 0, "\"freed after the loop\",ttnn.add,", NULL);
	answers(&t, "--per-mark step --format csv --fail-on leak", 1,
		"1,0,l1,\"mark step\",5,32,4,1,32,160,5,", "matmul");
	answers(&t, "--per-mark no_such --format csv --fail-on leak", 0, "loop", "\n1,");
	drop_file(&t);
}

static void of_loops_in_each_other_the_outer_one_is_told(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	tell_string(&t, LAYER, "layer");
	for (uint64_t i = 0; i < PASSES; i++) {
		mark(&t, L1T_MARK_BEGIN);
		tell_mark(&t, L1T_MARK_BEGIN, LAYER);
		alloc(&t, 1 + i, ADD, 0);
		tell_mark(&t, L1T_MARK_END, LAYER);
		mark(&t, L1T_MARK_END);
	}
	write_file(&t);
	answers(&t, "--growth --format csv", 0, "mark step", "mark layer");
	answers(&t, "--per-mark layer --format csv", 0, "mark layer", "mark step");
	drop_file(&t);
}

/* A model of layers, MATMUL and then ADD, which runs once and is captured; then steps that replay it and keep a tensor. */
static void in_a_loop_of_replays_what_each_step_keeps_grows(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	for (unsigned run = 0; run < 2; run++) {
		if (run)
			tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 7);
		for (unsigned layer = 0; layer < 2 * PASSES; layer++) {
			launch(&t, MATMUL, PROGRAM);
			launch(&t, ADD, OTHER_PROGRAM);
		}
	}
	tell_trace(&t, L1T_CAPTURE_END, 1, 7);
	for (uint64_t i = 0; i < PASSES; i++) {
		tell_trace(&t, L1T_REPLAY, 1, 7);
		alloc(&t, 1 + i, ADD, 0);
		launch(&t, ADD, OTHER_PROGRAM);
	}
	write_file(&t);
	answers(&t, "--growth --format csv --fail-on leak", 1, "1,0,l1,ops,5,32,4,1,0,128,4,", NULL);
	drop_file(&t);
}

static void what_each_pass_replaces_does_not_leak(void **unused)
{
	struct story t;

	(void)unused;
	tell_loop(&t, false);
	answers(&t, "--growth --format csv --fail-on leak", 0, "loop", "\n1,");
	answers(&t, "--per-mark step --format csv --fail-on leak", 0, "loop", "\n1,");
	drop_file(&t);
}

static void that_nothing_leaks_is_said_with_the_loops_that_were_looked_at(void **unused)
{
	struct story t;

	(void)unused;
	tell_loop(&t, false);
	answers(&t, "", 0, "no leaks: nothing in L1 is left at the end", "bytes_per_core");
	answers(&t, "--op ttnn.add", 0, "no row is left by --op 'ttnn.add'", "no leaks");
	answers(&t, "--growth", 0, "nothing grows from one pass to the next in mark step (5 passes), "
		"the sequence of ops that repeats (5 passes)\n", "growth_bytes");
	answers(&t, "--per-mark step", 0, "in mark step (5 passes)\n", "sequence");
	answers(&t, "--per-mark no_such", 0, "that mark has fewer than three passes", NULL);
	drop_file(&t);
	begin(&t);
	write_file(&t);
	answers(&t, "--growth", 0, "no loop: growth is seen in a mark with three passes", NULL);
	drop_file(&t);
}

static void what_the_program_cache_owns_is_no_leak_where_that_is_known(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	tell_program(&t, PROGRAM, 7);
	alloc(&t, 1, MATMUL, 0);
	alloc(&t, 2, NO_OP, 0);
	alloc(&t, 3, NO_OP, L1T_ALLOC_ENQUEUED);
	launch(&t, MATMUL, PROGRAM);
	alloc(&t, 4, NO_OP, L1T_ALLOC_MADE);
	launch(&t, MATMUL, PROGRAM + 1);
	write_file(&t);
	answers(&t, "--format csv", 0, "1,0,4,l1,1128,32,32,190,\"owned by the program cache\","
		"\"model.py:8 forward; model.py:9 forward\",7,0,,2,2", NULL);
	/* a program was defined before: that proves nothing, since it may never be launched */
	answers(&t, "--format csv", 0, "1,0,1,l1,1032,32,32,150,\"live at end\",", NULL);
	answers(&t, "--format csv", 0, "1,0,2,l1,1064,32,32,160,\"live at end\",", NULL);
	answers(&t, "--format csv", 0, "1,0,3,l1,1096,32,32,170,\"owned by the program cache\","
		"\"model.py:8 forward; model.py:9 forward\",7,0,,1,1", NULL);
	drop_file(&t);
}

static void what_a_program_that_is_gone_left_behind_is_a_leak(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	alloc(&t, 3, MATMUL, L1T_ALLOC_ENQUEUED);
	launch(&t, MATMUL, PROGRAM);
	tell_gone(&t, PROGRAM);
	tell_close(&t, 1);
	write_file(&t);
	answers(&t, "--format csv --fail-on leak", 1, "\"freed at device close\"", "cache");
	drop_file(&t);
}

/* The sum of the verb's n-th column of csv, over all rows. */
static void sums(const struct story *t, const char *verb, int column, const char *sum)
{
	char command[300];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " %s --format csv %s | awk -F, "
		"\"NR > 1 { s += \\$%d } END { printf s }\"", verb, t->name, column);
	o = run_command("A=1", command);
	assert_string_equal(o.output, sum);
	outcome_free(&o);
}

static void what_leaks_lists_is_left_in_callsites(void **unused)
{
	struct story t;

	(void)unused;
	for (int closed = 0; closed < 2; closed++) {
		begin(&t);
		alloc(&t, 1, MATMUL, 0);
		alloc(&t, 2, MATMUL, 0);
		alloc(&t, 3, ADD, L1T_ALLOC_ENQUEUED);
		launch(&t, ADD, PROGRAM);
		tell_free(&t, 2, 1, L1T_L1);
		if (closed)
			tell_close(&t, 1);
		write_file(&t);
		sums(&t, "leaks", 6, "64");
		sums(&t, "callsites", 8, "64");
		sums(&t, "callsites --by op", 8, "64");
		sums(&t, "callsites", 5, "96");
		drop_file(&t);
	}
}

static void reasons_are_kept_apart(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	alloc(&t, 1, 0, L1T_ALLOC_ANNOUNCED);
	alloc(&t, 2, MATMUL, 0);
	alloc(&t, 3, MATMUL, 0);
	write_file(&t);
	answers(&t, "--format csv --by op", 0, "1,0,l1,\"live at end\",2,64,64,150,160,ttnn.matmul",
		NULL);
	answers(&t, "--format csv --by callsite", 0, "1,0,l1,\"allocated before recording\",1,32",
		NULL);
	drop_file(&t);
}

/* Asks with a suppressions file of this text. */
static void with_known(const struct story *t, const char *text, const char *args, int code,
	const char *words, const char *never)
{
	char *name = write_temporary((const uint8_t *)text, strlen(text)), all[200];

	snprintf(all, sizeof(all), "--suppressions %s %s", name, args);
	answers(t, all, code, words, never);
	unlink(name);
	free(name);
}

static void suppressions_are_those_of_leaksanitizer(void **unused)
{
	static const struct {
		const char *text;
		bool matmul, add;
	} cases[] = {
		{"# nothing\n\n", true, true}, {"leak:forward\n", false, true},
		{"leak:lib/*.py # known\n", true, false}, {"leak:^model.py$\n", false, true},
		{"leak:^odel\n", true, true}, {"leak:ttnn.\n", false, false},
		{"  leak:^ttnn.*mul$\nleak:grow", false, false}, {"leak:matmul$\n", false, true}};
	struct story t;

	(void)unused;
	begin(&t);
	alloc(&t, 1, MATMUL, 0);
	alloc(&t, 2, ADD, 0);
	write_file(&t);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		with_known(&t, cases[i].text, "--format csv --fail-on leak",
			cases[i].matmul || cases[i].add, cases[i].matmul ? "model.py:7" : "",
			cases[i].matmul ? NULL : "model.py:7");
		with_known(&t, cases[i].text, "--format csv", 0,
			cases[i].add ? "cache.py:9" : "", cases[i].add ? NULL : "cache.py:9");
	}
	with_known(&t, "memory:x", "", 2, "line 1: 'memory:x'", NULL);
	answers(&t, "--suppressions /no/such", 2, "/no/such", NULL);
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_grows_in_a_loop_leaks_though_it_is_freed_later),
		cmocka_unit_test(of_loops_in_each_other_the_outer_one_is_told),
		cmocka_unit_test(in_a_loop_of_replays_what_each_step_keeps_grows),
		cmocka_unit_test(what_each_pass_replaces_does_not_leak),
		cmocka_unit_test(that_nothing_leaks_is_said_with_the_loops_that_were_looked_at),
		cmocka_unit_test(what_the_program_cache_owns_is_no_leak_where_that_is_known),
		cmocka_unit_test(what_a_program_that_is_gone_left_behind_is_a_leak),
		cmocka_unit_test(what_leaks_lists_is_left_in_callsites),
		cmocka_unit_test(reasons_are_kept_apart),
		cmocka_unit_test(suppressions_are_those_of_leaksanitizer),
	};

	return cmocka_run_group_tests_name("leaks", tests, NULL, NULL);
}
