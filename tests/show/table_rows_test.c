/* Rows that differ only in their chip become one row of a table; others do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "table_rows.h"

/* device, op, time_ns, bytes */
enum { COLUMNS = 4 };
static const enum fold how[] = {FOLD_APART, FOLD_OP, FOLD_APART_IN_OP, FOLD_EQUAL};

struct expected {
	const char *cells[COLUMNS];
};

static void folds(size_t rows, const struct expected *in, size_t left, const struct expected *out)
{
	struct table_rows t = {.columns = COLUMNS};
	size_t at = 0;

	for (size_t i = 0; i < rows; i++)
		table_rows_add(&t, (char *const *)in[i].cells);
	table_rows_fold(&t, how);
	for (size_t i = 0; i < rows; i++) {
		if (t.folded[i])
			continue;
		assert_true(at < left);
		for (int k = 0; k < COLUMNS; k++)
			assert_string_equal(t.cells[i * COLUMNS + (size_t)k], out[at].cells[k]);
		at++;
	}
	assert_int_equal(at, left);
	table_rows_free(&t);
}

static void equal_chips_are_one_row_where_the_first_stood(void **unused)
{
	const struct expected in[] = {{{"0", "1", "5", "100"}}, {{"1", "1", "5", "200"}},
		{{"2", "1", "5", "100"}}, {{"3", "1", "5", "100"}}, {{"4", "1", "5", "200"}}},
		out[] = {{{"0,2,3", "1", "5", "100"}}, {{"1,4", "1", "5", "200"}}};

	(void)unused;
	folds(5, in, 2, out);
}

static void a_row_that_is_there_twice_stays_twice(void **unused)
{
	const struct expected in[] = {{{"0", "1", "5", "100"}}, {{"0", "1", "5", "100"}},
		{{"1", "1", "5", "100"}}},
		out[] = {{{"0,1", "1", "5", "100"}}, {{"0", "1", "5", "100"}}};

	(void)unused;
	folds(3, in, 2, out);
}

static void chips_that_run_an_op_at_slightly_different_times_are_alike(void **unused)
{
	const struct expected in[] = {{{"0", "1", "5", "100"}}, {{"1", "1", "6", "100"}},
		{{"2", "1", "7", "100"}}},
		out[] = {{{"0-2", "1", "5-7", "100"}}},
		units[] = {{{"0", "1", "5 ns", "100"}}, {{"1", "1", "6 ns", "100"}}},
		first[] = {{{"0,1", "1", "5 ns..", "100"}}};

	(void)unused;
	folds(3, in, 1, out);
	folds(2, units, 1, first);
}

static void what_is_no_ops_happened_when_it_did(void **unused)
{
	const struct expected in[] = {{{"0", "-", "5", "100"}}, {{"1", "-", "6", "100"}}};

	(void)unused;
	folds(2, in, 2, in);
}

static void many_rows_fold_as_few_do(void **unused)
{
	struct table_rows t = {.columns = COLUMNS};
	size_t left = 0;

	(void)unused;
	for (int op = 0; op < 2000; op++)
		for (int chip = 0; chip < 32; chip++) {
			char device[12], number[12];
			char *row[] = {device, number, "5", "100"};

			snprintf(device, sizeof(device), "%d", chip);
			snprintf(number, sizeof(number), "%d", op);
			table_rows_add(&t, row);
		}
	table_rows_fold(&t, how);
	for (size_t i = 0; i < t.count; i++)
		if (!t.folded[i]) {
			assert_string_equal(t.cells[i * COLUMNS], "0-31");
			left++;
		}
	assert_int_equal(left, 2000);
	table_rows_free(&t);
}

static void lists_of_chips_are_ranges(void **unused)
{
	static const char *const lists[][2] = {{"0", "0"}, {"0,1", "0,1"}, {"0,1,2", "0-2"},
		{"3,2,1,9,7,8,20", "1-3,7-9,20"}, {"", ""}, {"a,b,c", "a,b,c"}, {"1,2,3,", "1,2,3,"},
		{"1,2,99999999999999999999", "1,2,99999999999999999999"}};

	(void)unused;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		char out[100];

		put_ranges(out, sizeof(out), lists[i][0]);
		assert_string_equal(out, lists[i][1]);
	}
}

static void a_list_that_is_too_long_ends_with_dots(void **unused)
{
	char out[12];

	(void)unused;
	put_ranges(out, sizeof(out), "1,3,5,7,9,11,13,15");
	assert_string_equal(out, "1,3,5,7,9..");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_chips_are_one_row_where_the_first_stood),
		cmocka_unit_test(a_row_that_is_there_twice_stays_twice),
		cmocka_unit_test(chips_that_run_an_op_at_slightly_different_times_are_alike),
		cmocka_unit_test(what_is_no_ops_happened_when_it_did),
		cmocka_unit_test(many_rows_fold_as_few_do),
		cmocka_unit_test(lists_of_chips_are_ranges),
		cmocka_unit_test(a_list_that_is_too_long_ends_with_dots),
	};

	return cmocka_run_group_tests_name("table_rows", tests, NULL, NULL);
}
