/* Filters: which rows are left. Words that are no filter are in tests/cli. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "small_trace.h"

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
	has_rows("peak --op \"soft \\\"max\\\", wide\"", 4);
}

static void the_peak_of_an_op_tells_of_each_core_what_it_held_while_the_op_ran(void **unused)
{
	(void)unused;
	/* it ran on core 0,0 of chip 0 alone */
	has_rows("peak --op 1", 4);
	has_rows("peak --op 1 --device 1", 0);
	has_rows("timeline --op 1 --event launch", 1);
	has_rows("timeline --op 1 --event held", 1);
}

static void kind_is_a_memory_and_event_is_what_happened(void **unused)
{
	(void)unused;
	has_rows("leaks --kind l1", 1);
	has_rows("leaks --kind l1_small", 1);
	has_rows("leaks --kind dram", 1);
	has_rows("timeline --event launch", 2);
	has_rows("ops --event replay", 0);
	told_refuses("timeline --kind launch %s", 2, "--event launch");
	told_refuses("timeline --kind l1 %s", 2, "--kind");
	told_refuses("ops --kind l1 %s", 2, "--kind");
	told_refuses("peak --kind cb %s", 2, "--kind cb");
	told_refuses("leaks --event launch %s", 2, "--event does not apply");
}

static void a_window_begins_with_what_is_held_and_does_not_hold_its_end(void **unused)
{
	(void)unused;
	/* two rows show what is held when it begins; then 400, 500, 500, 600, 600, and not 700 */
	has_rows("timeline --from 400 --to 700", 7);
	has_rows("timeline --from 0.4us --to 700ns", 7);
	has_rows("timeline --from 400 --to 701 --event launch", 2);
	has_rows("timeline --from 1us", 2);
	has_rows("timeline --to 0.0001ms", 0);
	has_rows("timeline --to 101", 1);
	has_rows("ops --from 0.0000005s", 1);
	has_rows("leaks --from 200", 1);
	has_rows("peak --from 2s", 0);
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
	has_rows("query \"SELECT op FROM op\" --op 2", 1);
	has_rows("query \"SELECT kind, device FROM buffer\" --device 1", 1);
	/* a view answers for the window even if an aggregate over it has no column for that */
	has_rows("query \"SELECT 1 FROM (SELECT count(*) AS n FROM ops) WHERE n = 1\" --from 500", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_is_the_chip),
		cmocka_unit_test(core_is_one_core_or_a_rectangle),
		cmocka_unit_test(core_of_rows_without_one_is_that_of_what_they_are_about),
		cmocka_unit_test(op_is_a_number_or_a_name),
		cmocka_unit_test(the_peak_of_an_op_tells_of_each_core_what_it_held_while_the_op_ran),
		cmocka_unit_test(kind_is_a_memory_and_event_is_what_happened),
		cmocka_unit_test(a_window_begins_with_what_is_held_and_does_not_hold_its_end),
		cmocka_unit_test(filters_are_bound_and_never_sql),
		cmocka_unit_test(filters_apply_to_queries_too),
	};

	return cmocka_run_group_tests_name("filters", tests, told_setup, told_teardown);
}
