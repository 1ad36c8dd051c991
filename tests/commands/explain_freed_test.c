/* explain: who freed a buffer when an op refused a tensor without memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "calls.h"

/* A call site without an op. */
enum { NO_OP = 4 };

static void begin_at(struct story *t, uint32_t line)
{
	const uint32_t site[] = {0, 0, 0, FILE_NAME, line, FUNCTION};

	call_begin(t);
	tell_definition(t, L1T_CALLSITE, NO_OP, site, sizeof(site));
}

static void begin(struct story *t)
{
	begin_at(t, 30);
}

static void release(struct story *t, uint64_t id, uint64_t type, uint64_t callsite)
{
	tell_free_at(t, id, 1, type, callsite);
}

/* One buffer that is allocated on one line and freed on another. */
static void lose(struct story *t, uint64_t id, uint64_t made, uint64_t freed)
{
	call_alloc(t, id, TOP - 32 * id, 32 * id, made);
	release(t, id, L1T_L1, freed);
}

static void refuse(struct story *t)
{
	static const char text[] = "TT_FATAL: Operand must be allocated on device";

	tell_failure(t, (struct l1t_failure){.type = L1T_FAIL_REFUSED, .callsite = ADD}, text);
}

/* Rows of freed buffers: these columns of them. Drops the trace. */
static void expect_freed(struct story *t, const char *columns, const char *rows)
{
	char command[500];
	const char *got;

	write_file(t);
	snprintf(command, sizeof(command), L1ANALYZE " query \"SELECT %s FROM explain WHERE role = "
		"char(102,114,101,101,100)\" --format csv %%s | tail -n +2 | tr -d \\\"", columns);
	got = ask(command, t);
	if (strcmp(got, rows))
		fail_msg("explain gave\n%sinstead of\n%s", got, rows);
	drop_file(t);
}

static void a_freed_buffer_is_told_with_who_made_and_who_freed_it(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	lose(&t, 1, EMPTY, CONV);
	t.now_ns += 5000000 - 10;
	refuse(&t);
	expect_freed(&t, "owner, callsite, id, bytes_per_core, age_ns, note", "ttnn.empty,model.py:9 "
		"main,1,32,5000000,freed by ttnn.conv2d at model.py:7 main, 5.000 ms before\n");
	begin(&t);
	lose(&t, 1, 0, NO_OP);
	refuse(&t);
	expect_freed(&t, "owner, callsite, id, note", ",,1,freed by the program at model.py:30 main, "
		"0.000 ms before\n");
}

static void three_are_told_the_last_one_first(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	lose(&t, 1, EMPTY, CONV);
	lose(&t, 2, EMPTY, ADD);
	lose(&t, 3, CONV, ADD);
	lose(&t, 4, CONV, EMPTY);
	refuse(&t);
	expect_freed(&t, "id", "4\n3\n2\n");
}

/* A loop that frees a tensor in each pass is reported once, not three times. */
static void what_was_made_and_freed_on_the_same_lines_is_told_once(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	lose(&t, 9, EMPTY, ADD);
	lose(&t, 1, EMPTY, CONV);
	lose(&t, 3, EMPTY, CONV);
	lose(&t, 2, EMPTY, CONV);
	refuse(&t);
	expect_freed(&t, "id, bytes_per_core", "2,64\n9,288\n");
}

static void what_is_freed_later_or_elsewhere_is_not_told(void **unused)
{
	const uint64_t part = 5 | (uint64_t)1 << L1T_PART_SHIFT;
	struct story t;

	(void)unused;
	begin(&t);
	lose(&t, 1, EMPTY, CONV);
	call_alloc_of(&t, 2, L1T_L1_SMALL, TOP, 32, EMPTY, 0);
	release(&t, 2, L1T_L1_SMALL, ADD);
	lose(&t, 3, CONV, CONV);        /* an op's own */
	call_alloc(&t, 4, BASE, 32, ADD);
	call_alloc_of(&t, 5, L1T_L1, BASE + 64, 64, CONV, L1T_ALLOC_PER_CORE);
	call_alloc_of(&t, part, L1T_L1, BASE + 128, 128, CONV,
		L1T_ALLOC_PER_CORE | L1T_ALLOC_PART);
	release(&t, 5, L1T_L1, EMPTY);
	release(&t, part, L1T_L1, EMPTY);
	call_alloc_of(&t, 6, L1T_DRAM, 64, 32, ADD, 0);
	release(&t, 6, L1T_DRAM, CONV);
	trace_run(t.file, 2, 1000);
	release(&t, 4, L1T_L1, EMPTY);
	trace_run(t.file, 1, 1001);
	call_alloc(&t, 7, BASE, 32, ADD);
	refuse(&t);
	release(&t, 7, L1T_L1, EMPTY);
	expect_freed(&t, "id, bytes_per_core", "6,32\n5,64\n1,32\n");
}

static void each_run_tells_of_its_own_buffers(void **unused)
{
	char command[600];
	struct story one, two;

	(void)unused;
	begin_at(&one, 31);
	lose(&one, 1, EMPTY, NO_OP);
	lose(&one, 2, NO_OP, CONV);
	refuse(&one);
	write_file(&one);
	begin_at(&two, 32);
	lose(&two, 3, NO_OP, ADD);
	lose(&two, 4, EMPTY, NO_OP);
	refuse(&two);
	write_file(&two);
	snprintf(command, sizeof(command), L1ANALYZE " query \"SELECT run, id, callsite FROM explain "
		"WHERE role = char(102,114,101,101,100) ORDER BY run, id\" --format csv %s %s", one.name,
		two.name);
	assert_string_equal(ask(command, &one), "run,id,callsite\n1,1,\"model.py:9 main\"\n"
		"1,2,\"model.py:31 main\"\n2,3,\"model.py:32 main\"\n"
		"2,4,\"model.py:9 main\"\n");
	drop_file(&one);
	drop_file(&two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_freed_buffer_is_told_with_who_made_and_who_freed_it),
		cmocka_unit_test(three_are_told_the_last_one_first),
		cmocka_unit_test(what_was_made_and_freed_on_the_same_lines_is_told_once),
		cmocka_unit_test(what_is_freed_later_or_elsewhere_is_not_told),
		cmocka_unit_test(each_run_tells_of_its_own_buffers),
	};

	return cmocka_run_group_tests_name("explain_freed", tests, NULL, NULL);
}
