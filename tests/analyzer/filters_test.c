/*
 * Filters: which rows stay. Words that are no filter are in tests/cli.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "told.h"

/* How many rows (of csv, without the header) are printed for the trace and for its database. */
static void has_rows(const char *args, int rows)
{
	const char *const inputs[] = {told_trace, told_database};
	char command[300];

	for (int i = 0; i < 2; i++) {
		struct outcome o;
		int n = -1;

		snprintf(command, sizeof(command), "%s --format csv %s 2>/dev/null", args, inputs[i]);
		assert_int_equal(told_run(command, &o), 0);
		for (const char *p = o.output; *p; p++)
			n += *p == '\n';
		if (n != rows)
			fail_msg("%s: %d rows instead of %d:\n%s", command, n, rows, o.output);
		outcome_free(&o);
	}
}

static void device_is_the_chip(void **unused)
{
	(void)unused;
	has_rows("peak --device 0", 4);
	has_rows("timeline --device 1", 3);
	has_rows("ops --device 1", 1);
	has_rows("leaks --device 1", 1);
	has_rows("peak --device 5", 0);
}

static void core_is_one_core_or_a_rectangle(void **unused)
{
	(void)unused;
	has_rows("peak --core 0,0", 2);
	has_rows("peak --core 0,0-1,0", 4);
	has_rows("peak --core 1,0-1,1 --device 1", 2);
	has_rows("timeline --core 1,1", 6);
	has_rows("peak --core 7,7", 0);
}

static void core_of_rows_without_one_is_that_of_what_they_are_about(void **unused)
{
	(void)unused;
	/* op 1 ran on core 0,0 of chip 0, op 2 on all of chip 1; buffers are lockstep */
	has_rows("ops --core 0,0", 2);
	has_rows("ops --core 1,1", 1);
	has_rows("ops --core 0,1-1,1", 1);
	has_rows("ops --core 7,7", 0);
	has_rows("leaks --core 1,1", 2);
	has_rows("leaks --core 7,7", 0);
	has_rows("callsites --core 1,1", 3);
	has_rows("histogram --core 0,0 --kind cb", 2);
	has_rows("histogram --core 1,1 --kind cb", 1);
	has_rows("at 450ns --kind l1", 1);
	has_rows("at 450ns --kind cb", 1);
}

static void op_is_a_number_or_a_name(void **unused)
{
	(void)unused;
	has_rows("ops --op 2", 1);
	has_rows("ops --op matmul", 1);
	has_rows("ops --op mat", 0);
	has_rows("peak --op 1", 1);
	has_rows("peak --op \"soft \\\"max\\\", wide\"", 4);
}

static void kind_is_a_buffers_or_an_events(void **unused)
{
	(void)unused;
	has_rows("leaks --kind l1", 1);
	has_rows("leaks --kind l1_small", 1);
	has_rows("leaks --kind dram", 1);
	has_rows("timeline --kind launch", 2);
	has_rows("ops --kind replay", 0);
}

static void times_are_ns_with_ends_included_in_units_or_percent(void **unused)
{
	(void)unused;
	has_rows("timeline --from 400 --to 700", 6);
	has_rows("timeline --from 0.4us --to 700ns", 6);
	has_rows("timeline --from 1us", 0);
	has_rows("timeline --to 0.0001ms", 1);
	has_rows("ops --from 0.0000005s", 1);
	has_rows("timeline --from 50%", 4);     /* of 1,100 ns: 600, 600, 700, 900 */
	has_rows("timeline --to 50%", 5);
	has_rows("leaks --from 200", 1);
}

static void filters_are_bound_and_never_sql(void **unused)
{
	(void)unused;
	has_rows("ops --op \"x\\\" OR 1=1 --\"", 0);
	has_rows("ops --op \"1 OR 1=1\"", 0);
}

static void filters_apply_to_queries_too(void **unused)
{
	(void)unused;
	has_rows("query peak --device 0 --core 0,0", 1);
	has_rows("query \"SELECT * FROM ops; \" --op 2", 1);
	has_rows("query \"SELECT device, op FROM ops\" --device 1", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_is_the_chip),
		cmocka_unit_test(core_is_one_core_or_a_rectangle),
		cmocka_unit_test(core_of_rows_without_one_is_that_of_what_they_are_about),
		cmocka_unit_test(op_is_a_number_or_a_name),
		cmocka_unit_test(kind_is_a_buffers_or_an_events),
		cmocka_unit_test(times_are_ns_with_ends_included_in_units_or_percent),
		cmocka_unit_test(filters_are_bound_and_never_sql),
		cmocka_unit_test(filters_apply_to_queries_too),
	};

	return cmocka_run_group_tests_name("filters", tests, told_setup, told_teardown);
}
