/* Classes of cores that show the same at one instant are one row of a table; others are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "class_rows.h"

enum { COLUMNS = 6 };
static const char *const names[COLUMNS] = {"seq", "core_x", "core_y", "time_ns", "event", "bytes"};

/* Expects that of these rows those whose letter in `marks` is 'x' are folded. */
static void folds(const struct fit_column *columns, const char *marks, size_t rows,
	const char *const (*in)[COLUMNS])
{
	struct table_rows t = {.columns = COLUMNS};

	for (size_t i = 0; i < rows; i++)
		table_rows_add(&t, (char *const *)in[i]);
	assert_int_equal(fold_equal_classes(&t, columns), strchr(marks, 'x') != NULL);
	for (size_t i = 0; i < rows; i++)
		assert_int_equal(t.folded[i], marks[i] == 'x');
	table_rows_free(&t);
}

static void name_all(struct fit_column columns[COLUMNS], bool shown)
{
	memset(columns, 0, COLUMNS * sizeof(*columns));
	for (int i = 0; i < COLUMNS; i++) {
		columns[i].name = names[i];
		columns[i].shown = shown;
	}
	columns[0].shown = false;
}

static void equal_classes_of_an_instant_are_one_row(void **unused)
{
	static const char *const in[][COLUMNS] = {{"1", "0", "0", "5", "alloc", "100"},
		{"2", "0", "4", "5", "alloc", "100"}, {"3", "0", "6", "5", "alloc", "200"},
		{"4", "0", "7", "5", "alloc", "100"}, {"5", "0", "0", "6", "alloc", "100"},
		{"6", "0", "4", "6", "free", "100"}};
	struct fit_column columns[COLUMNS];

	(void)unused;
	name_all(columns, true);
	folds(columns, ".x....", 6, in);
}

static void instants_differ_in_columns_that_are_not_shown_too(void **unused)
{
	static const char *const in[][COLUMNS] = {{"1", "0", "0", "5", "alloc", "100"},
		{"2", "0", "0", "6", "alloc", "100"}, {"3", "0", "0", "6", "free", "100"},
		{"4", "0", "1", "6", "free", "200"}};
	struct fit_column columns[COLUMNS];

	(void)unused;
	name_all(columns, false);
	folds(columns, "...x", 4, in);
}

static void a_class_that_changed_twice_has_two_rows(void **unused)
{
	static const char *const in[][COLUMNS] = {{"1", "0", "0", "5", "free", "100"},
		{"2", "0", "4", "5", "free", "100"}, {"3", "0", "0", "5", "free", "100"},
		{"4", "0", "4", "5", "free", "100"}};
	struct fit_column columns[COLUMNS];

	(void)unused;
	name_all(columns, true);
	folds(columns, ".x.x", 4, in);
}

static void a_core_that_the_user_named_keeps_its_row(void **unused)
{
	static const char *const in[][COLUMNS] = {{"1", "0", "0", "5", "alloc", "100"},
		{"2", "0", "4", "5", "alloc", "100"}, {"3", "1", "4", "5", "alloc", "100"}};
	struct fit_column columns[COLUMNS];

	(void)unused;
	name_all(columns, true);
	columns[1].kept = true;
	folds(columns, ".x.", 3, in);
}

static void rows_that_are_not_those_of_classes_stay(void **unused)
{
	static const char *const in[][COLUMNS] = {{"1", "0", "0", "5", "alloc", "100"},
		{"2", "0", "4", "5", "alloc", "100"}};
	struct fit_column columns[COLUMNS];

	(void)unused;
	name_all(columns, true);
	columns[0].name = "buffer";
	folds(columns, "..", 2, in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_classes_of_an_instant_are_one_row),
		cmocka_unit_test(instants_differ_in_columns_that_are_not_shown_too),
		cmocka_unit_test(a_class_that_changed_twice_has_two_rows),
		cmocka_unit_test(a_core_that_the_user_named_keeps_its_row),
		cmocka_unit_test(rows_that_are_not_those_of_classes_stay),
	};

	return cmocka_run_group_tests_name("class rows", tests, NULL, NULL);
}
