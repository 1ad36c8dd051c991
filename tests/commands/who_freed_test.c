/*
 * Who freed a buffer and how, as it was recorded; calls that freed nothing; who asked what is free.
 *
 * Must not know: how a recorder finds it out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

enum { OP = 20, FILE_NAME, MAIN, DEALLOCATE = 30, LINE_7 };

static void expect(const struct story *t, const char *what, const char *rows)
{
	char command[900];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " %s --format tsv %s | sed 1d", what, t->name);
	o = run_command("A=1", command);
	if (strcmp(o.output, rows))
		fail_msg("%s gave\n%sinstead of\n%s", what, o.output, rows);
	outcome_free(&o);
}

static void begin(struct story *t)
{
	one_bank(t);
	tell_string(t, OP, "ttnn.deallocate");
	tell_string(t, FILE_NAME, "model.py");
	tell_string(t, MAIN, "main");
	tell_callsite(t, DEALLOCATE, OP, FILE_NAME, 5, MAIN);
	tell_callsite(t, LINE_7, 0, FILE_NAME, 7, MAIN);
	tell_open(t, 1, 0);
}

static void free_by(struct story *t, uint64_t id, uint64_t site, uint64_t manner)
{
	tell(t, (struct l1t_record){.kind = L1T_FREE, .free = {.id = id, .device = 1, .type = L1T_L1,
		.callsite = site, .manner = manner}});
}

static void a_buffer_has_the_manner_of_its_free(void **unused)
{
	static const struct { uint64_t site, manner; } frees[] = {
		{DEALLOCATE, L1T_BY_DEALLOCATE}, {LINE_7, L1T_BY_REBINDING}, {LINE_7, L1T_BY_RETURN},
		{LINE_7, 0}, {LINE_7, L1T_UNKNOWN}, {0, 1000}, {0, L1T_BY_THREAD_END}};
	struct story t;

	(void)unused;
	begin(&t);
	for (uint64_t i = 0; i < 8; i++)
		tell_alloc(&t, i + 1, 1, L1T_L1, 2000 + 64 * i, 64);
	for (uint64_t i = 0; i < sizeof(frees) / sizeof(*frees); i++)
		free_by(&t, i + 1, frees[i].site, frees[i].manner);
	tell_close(&t, 1);
	write_file(&t);
	expect(&t, "query \"SELECT buffer, free_manner, freed, free_callsite FROM uses ORDER BY buffer\"",
		"1\tdeallocate\tttnn.deallocate\tmodel.py:5 main\n"
		"2\trebinding\trebinding\tmodel.py:7 main\n"
		"3\treturn\treturn\tmodel.py:7 main\n"
		"4\t\tfreed\tmodel.py:7 main\n"
		"5\t\tfreed\tmodel.py:7 main\n"
		"6\t\tfreed\t\n"
		"7\tthread end\tthread end\t\n"
		"8\tdevice close\tfreed at device close\t\n");
	expect(&t, "query \"SELECT buffer, free_manner FROM buffers WHERE buffer < 3 ORDER BY buffer\"",
		"1\tdeallocate\n2\trebinding\n");
	drop_file(&t);
}

static void keep(struct story *t, uint64_t address, uint64_t flags)
{
	tell(t, (struct l1t_record){.kind = L1T_KEPT, .kept = {.device = 1, .buffer = L1T_UNKNOWN,
		.type = L1T_L1, .address = address, .flags = flags, .callsite = LINE_7}});
}

/* A view may begin within its buffer; before and after it others live at the address. */
static void a_deallocate_that_freed_nothing_names_the_buffer_that_stays(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	tell_alloc(&t, 1, 1, L1T_L1, 2000, 64);
	keep(&t, 1999, 0);
	keep(&t, 2000, 0);
	free_by(&t, 1, LINE_7, L1T_BY_DEL);
	tell_alloc(&t, 2, 1, L1T_L1, 2000, 64);
	keep(&t, 2032, L1T_KEPT_FORCED);
	keep(&t, 2064, L1T_UNKNOWN);
	write_file(&t);
	expect(&t, "query \"SELECT handle, kind, address, forced FROM kept ORDER BY time_ns\"",
		"1\tl1\t1999\t0\n1\tl1\t2000\t0\n1\tl1\t2032\t1\n1\tl1\t2064\t\n");
	expect(&t, "query kept",
		"1\t100\tmodel.py:7 main\t\t\tl1\t\t\t\t\t\t\t0\t1\t\t\n"
		"1\t110\tmodel.py:7 main\t0\t1\tl1\t64\t\t\t120\tdel\tmodel.py:7 main\t0\t1\t\t\n"
		"1\t140\tmodel.py:7 main\t0\t2\tl1\t64\t\t\t\t\t\t1\t1\t\t\n"
		"1\t150\tmodel.py:7 main\t\t\tl1\t\t\t\t\t\t\t\t1\t\t\n");
	drop_file(&t);
}

static void ask(struct story *t, uint64_t site, uint64_t what, uint64_t answer, uint64_t flags)
{
	tell(t, (struct l1t_record){.kind = L1T_ASKED, .asked = {.device = 1, .what = what,
		.type = L1T_L1, .answer = answer, .free_bytes = what ? 900 : L1T_UNKNOWN, .flags = flags,
		.callsite = site}});
}

static void an_op_that_asked_for_free_l1_is_the_next_launch_of_its_call_site(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	tell_launch(&t, 1, 1, 0, 0);
	ask(&t, LINE_7, L1T_ASKED_LOWEST, L1T_UNKNOWN, 0);
	ask(&t, DEALLOCATE, L1T_ASKED_LOWEST, 2000, 0);
	ask(&t, LINE_7, L1T_ASKED_STATISTICS, 500, 0);
	ask(&t, LINE_7, L1T_ASKED_STATISTICS, 400, L1T_ASKED_BY_PROGRAM);
	tell_launch_of(&t, (struct l1t_launch){.program = 1, .device = 1, .callsite = LINE_7});
	tell_launch_of(&t, (struct l1t_launch){.program = 1, .device = 1, .callsite = LINE_7});
	ask(&t, LINE_7, L1T_ASKED_LOWEST, 2000, 0);     /* no launch follows */
	write_file(&t);
	expect(&t, "query \"SELECT op, what, kind, answer_bytes, free_bytes, by_program FROM asked "
		"ORDER BY time_ns\"",
		"2\tlowest address\tl1\t\t\t0\n"
		"\tlowest address\tl1\t2000\t\t0\n"
		"2\tstatistics\tl1\t500\t900\t0\n"
		"\tstatistics\tl1\t400\t900\t1\n"
		"\tlowest address\tl1\t2000\t\t0\n");
	drop_file(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buffer_has_the_manner_of_its_free),
		cmocka_unit_test(a_deallocate_that_freed_nothing_names_the_buffer_that_stays),
		cmocka_unit_test(an_op_that_asked_for_free_l1_is_the_next_launch_of_its_call_site),
	};

	return cmocka_run_group_tests_name("who freed", tests, NULL, NULL);
}
