/*
 * A release of the runtime that lacks functions: info says in a line what is not recorded for it and what that
 * means, and advise claims no more than it can know.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "advise_lines.h"

static void hook(struct story *t, const char *name, bool found)
{
	tell_note(t, L1T_NOTE_HOOK, found, 0, name);
}

/* A buffer that could be freed after line 2. */
static void begin(struct story *t)
{
	use_begin(t);
	make(t, 1, FIRST, line(t, 1));
	WORK(t, line(t, 2), FIRST);
	make(t, 2, SECOND, line(t, 3));
	WORK(t, line(t, 3), SECOND);
}

/* What follows "not recorded" in info; empty: nothing. */
static const char *not_recorded(struct story *t)
{
	static char line[2000];
	const char *at;

	write_file(t);
	at = strstr(ask(L1ANALYZE " info --width 0 %s", t), "not recorded");
	snprintf(line, sizeof(line), "%.*s", at ? (int)strcspn(at, "\n") : 0, at ? at : "");
	drop_file(t);
	return line;
}

static void nothing_is_said_where_all_functions_are_there(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	hook(&t, "host_read", true);
	hook(&t, "host_read_shards", false);
	hook(&t, "mesh_lowest_address", true);
	hook(&t, "tensor_deallocate", true);
	assert_string_equal(not_recorded(&t), "");
}

static void a_program_of_its_own_has_no_hooks_and_lacks_nothing(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	assert_string_equal(not_recorded(&t), "");
}

static void asks_that_cannot_be_seen_are_told_with_what_they_mean(void **unused)
{
	struct story t;
	const char *got;

	(void)unused;
	begin(&t);
	hook(&t, "mesh_lowest_address", false);
	hook(&t, "allocator_statistics", true);
	got = not_recorded(&t);
	assert_non_null(strstr(got, "ask how much L1 is free"));
	assert_non_null(strstr(got, "may be higher than is said"));
	assert_null(strstr(got, ";"));
}

static void a_hook_that_was_found_in_another_library_is_there(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	hook(&t, "tensor_deallocate", false);
	hook(&t, "tensor_deallocate", true);
	assert_string_equal(not_recorded(&t), "");
}

static void manners_and_reads_that_cannot_be_seen_are_told(void **unused)
{
	struct story t;
	const char *got;

	(void)unused;
	begin(&t);
	hook(&t, "tensor_deallocate", false);
	hook(&t, "host_read", false);
	hook(&t, "host_read_shards", false);
	hook(&t, "host_read_buffer", false);
	got = not_recorded(&t);
	assert_non_null(strstr(got, "reads by the host"));
	assert_non_null(strstr(got, "calls of ttnn.deallocate"));
}

static void launches_without_uses_are_told(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	call_alloc(&t, 1, C, BYTES, EMPTY);
	call_launch(&t, PROGRAM, ADD, 0, 0);
	assert_non_null(strstr(not_recorded(&t), "uses and advise cannot answer"));
}

static void a_peak_is_a_lower_bound_where_asks_cannot_be_seen(void **unused)
{
	struct story t;
	const char *got;

	(void)unused;
	begin(&t);
	write_file(&t);
	assert_non_null(strstr(ask(L1ANALYZE " advise --format csv %s", &t), ",exact,"));
	drop_file(&t);
	begin(&t);
	hook(&t, "mesh_lowest_address", false);
	write_file(&t);
	got = ask(L1ANALYZE " advise --format csv %s", &t);
	assert_null(strstr(got, ",exact,"));
	assert_non_null(strstr(got, "at least"));
	drop_file(&t);
}

static void nothing_is_advised_where_reads_of_the_host_cannot_be_seen(void **unused)
{
	struct story t;
	const char *got;

	(void)unused;
	begin(&t);
	hook(&t, "host_read", false);
	hook(&t, "host_read_shards", false);
	hook(&t, "host_read_buffer", false);
	write_file(&t);
	got = ask(L1ANALYZE " advise --format csv %s 2>&1", &t);
	assert_null(strstr(got, "free earlier"));
	assert_non_null(strstr(got, "nothing can be advised"));
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_said_where_all_functions_are_there),
		cmocka_unit_test(a_program_of_its_own_has_no_hooks_and_lacks_nothing),
		cmocka_unit_test(asks_that_cannot_be_seen_are_told_with_what_they_mean),
		cmocka_unit_test(a_hook_that_was_found_in_another_library_is_there),
		cmocka_unit_test(manners_and_reads_that_cannot_be_seen_are_told),
		cmocka_unit_test(launches_without_uses_are_told),
		cmocka_unit_test(a_peak_is_a_lower_bound_where_asks_cannot_be_seen),
		cmocka_unit_test(nothing_is_advised_where_reads_of_the_host_cannot_be_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
