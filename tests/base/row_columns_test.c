/* Rows as columns: a cell is given back as it was given, however the numbers of its column were kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include "row_columns.h"

enum { ROWS = 1000 };

static void add(struct row_columns *r, uint64_t number, const char *text)
{
	const struct cell cells[] = {NUMBER(number, number), TEXT(text, text)};

	row_columns_add(r, cells, 2);
}

static uint64_t at(const struct row_columns *r, const char *column, size_t row)
{
	return row_column_at(row_columns_find(r, column), row);
}

/* Numbers of rows before this one, and of those from it on. */
static void check_two(uint64_t before, uint64_t after, size_t from)
{
	struct row_columns r = {0};

	for (size_t i = 0; i < ROWS; i++)
		add(&r, i < from ? before : after, NULL);
	assert_int_equal(r.rows, ROWS);
	for (size_t i = 0; i < ROWS; i++)
		assert_int_equal(at(&r, "number", i), i < from ? before : after);
	row_columns_free(&r);
}

static void numbers_come_back(void **state)
{
	static const uint64_t numbers[] = {0, 7, UINT32_MAX - 1, UINT32_MAX, (uint64_t)UINT32_MAX + 1,
		UINT64_MAX - 1, L1T_UNKNOWN};
	static const size_t from[] = {1, 255, 256, 257, ROWS - 1, ROWS};

	(void)state;
	for (size_t a = 0; a < sizeof(numbers) / sizeof(*numbers); a++)
		for (size_t b = 0; b < sizeof(numbers) / sizeof(*numbers); b++)
			for (size_t i = 0; i < sizeof(from) / sizeof(*from); i++)
				check_two(numbers[a], numbers[b], from[i]);
}

static void a_column_of_equal_cells_takes_no_room(void **state)
{
	struct row_columns r = {0};

	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		add(&r, 7, "the same");
	for (size_t i = 0; i < r.count; i++) {
		assert_null(r.at[i].narrow);
		assert_null(r.at[i].wide);
	}
	assert_string_equal(row_columns_text(&r, at(&r, "text", ROWS - 1)), "the same");
	row_columns_free(&r);
}

static void texts_come_back(void **state)
{
	static const char *const texts[] = {"l1", NULL, "", "dram", "l1"};
	struct row_columns r = {0};
	struct cell cells[2];

	(void)state;
	for (size_t i = 0; i < 5; i++)
		add(&r, i, texts[i]);
	for (size_t i = 0; i < 5; i++) {
		row_columns_cells(&r, i, cells);
		assert_int_equal(cells[0].number, i);
		if (texts[i])
			assert_string_equal(cells[1].text, texts[i]);
		else
			assert_null(cells[1].text);
	}
	assert_int_equal(at(&r, "text", 0), at(&r, "text", 4));
	row_columns_free(&r);
}

static void rows_are_copied_from_columns_of_each_kind(void **state)
{
	static const char *const names[] = {"text", "number"};
	static const uint32_t rows[] = {9, 0, 5};
	static const uint64_t first[] = {3, 3, UINT64_MAX / 2}, step[] = {0, 1, 1};

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		struct row_columns r = {0}, copy = {0};

		for (uint64_t i = 0; i < 10; i++)
			add(&r, first[k] + i * step[k], NULL);
		row_columns_copy(&copy, &r, names, 2, rows, 3);
		assert_int_equal(copy.rows, 3);
		for (size_t i = 0; i < 3; i++) {
			assert_int_equal(at(&copy, "number", i), first[k] + rows[i] * step[k]);
			assert_int_equal(at(&copy, "text", i), L1T_UNKNOWN);
		}
		row_columns_free(&copy);
		row_columns_free(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_come_back),
		cmocka_unit_test(a_column_of_equal_cells_takes_no_room),
		cmocka_unit_test(texts_come_back),
		cmocka_unit_test(rows_are_copied_from_columns_of_each_kind),
	};

	return cmocka_run_group_tests_name("row columns", tests, NULL, NULL);
}
