/* What a query says of itself in its comments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "query_declares.h"

static const char sql[] = "-- Which it is. hide: nothing here\n-- hide: run, time_ns,name\n"
	"SELECT 1 -- hide: op\n";

static void the_values_of_a_line_have_their_places(void **unused)
{
	(void)unused;
	assert_int_equal(query_declares(sql, "hide", "run"), 1);
	assert_int_equal(query_declares(sql, "hide", "time_ns"), 2);
	assert_int_equal(query_declares(sql, "hide", "name"), 3);
}

static void what_is_not_a_value_of_that_line_has_none(void **unused)
{
	(void)unused;
	assert_int_equal(query_declares(sql, "hide", "time"), 0);
	assert_int_equal(query_declares(sql, "hide", "op"), 0);
	assert_int_equal(query_declares(sql, "hid", "run"), 0);
	assert_int_equal(query_declares("", "hide", "run"), 0);
	assert_int_equal(query_declares("-- hide:", "hide", "run"), 0);
	assert_int_equal(query_declares("-- hide:\nrun", "hide", "run"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_values_of_a_line_have_their_places),
		cmocka_unit_test(what_is_not_a_value_of_that_line_has_none),
	};

	return cmocka_run_group_tests_name("query_declares", tests, NULL, NULL);
}
