/* What a table gives up to fit a terminal, in which order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "fit.h"

enum { COUNT = 6 };

/* run 3, device 6, program_bytes 13 (cells 7), errors 6, name 30, callsite 60 */
static void columns(struct fit_column c[COUNT])
{
	const struct fit_column made[COUNT] = {
		{.name = "run", .cells = 1, .same = true}, {.name = "device", .cells = 1},
		{.name = "program_bytes", .cells = 7}, {.name = "errors", .cells = 1, .silent = true},
		{.name = "name", .cells = 30, .text = true},
		{.name = "callsite", .cells = 60, .text = true}};

	memcpy(c, made, sizeof(made));
}

static size_t width_of(const struct fit_column *c)
{
	size_t sum = 0;

	for (int i = 0; i < COUNT; i++)
		if (c[i].shown)
			sum += c[i].width + (sum ? FIT_GAP : 0);
	return sum;
}

static void a_table_with_room_is_left_alone(void **unused)
{
	struct fit_column c[COUNT];

	(void)unused;
	columns(c);
	assert_int_equal(fit(c, COUNT, 9, 0), 1);
	assert_int_equal(width_of(c), 3 + 6 + 13 + 6 + 30 + 60 + 5 * FIT_GAP);
	columns(c);
	assert_int_equal(fit(c, COUNT, 9, 128), 1);
	assert_int_equal(width_of(c), 128);
}

static void names_are_broken_and_texts_cut_before_a_column_goes(void **unused)
{
	struct fit_column c[COUNT];

	(void)unused;
	columns(c);
	assert_int_equal(fit(c, COUNT, 9, 100), 2);
	assert_int_equal(c[2].width, 8);
	assert_true(c[4].width < 30 || c[5].width < 60);
	assert_int_equal(width_of(c), 100);
	for (int i = 0; i < COUNT; i++)
		assert_true(c[i].shown);
}

static void what_says_nothing_goes_first_then_what_is_the_same_in_all_rows(void **unused)
{
	struct fit_column c[COUNT];

	(void)unused;
	columns(c);
	fit(c, COUNT, 9, 83);
	assert_false(c[3].shown);
	assert_true(c[0].shown && c[1].shown && c[2].shown && c[4].shown && c[5].shown);
	columns(c);
	fit(c, COUNT, 9, 75);
	assert_false(c[3].shown || c[0].shown);
	assert_true(c[1].shown && c[2].shown && c[4].shown && c[5].shown);
}

static void what_was_done_and_where_stay_longest(void **unused)
{
	struct fit_column c[COUNT];

	(void)unused;
	columns(c);
	fit(c, COUNT, 9, 54);
	assert_true(c[4].shown && c[5].shown);
	assert_false(c[0].shown || c[1].shown || c[2].shown || c[3].shown);
}

static void any_width_gives_two_columns_at_least(void **unused)
{
	(void)unused;
	for (size_t width = 1; width < 130; width++) {
		struct fit_column c[COUNT];
		int shown = 0;

		columns(c);
		fit(c, COUNT, 9, width);
		for (int i = 0; i < COUNT; i++)
			shown += c[i].shown;
		assert_true(shown >= 2);
		assert_true(width_of(c) <= width || shown == 2);
	}
}

static void a_broken_name_is_whole_again_when_its_lines_are_joined(void **unused)
{
	static const char *const names[] = {"run", "program_bytes", "largest_free_bytes", "a_", "_",
		"change_percent", "x"};

	(void)unused;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (size_t width = 1; width < 20; width++) {
			char joined[64] = "";

			for (size_t line = 0; line < 5; line++) {
				const char *part;
				size_t n = fit_name(names[i], width, 5, line, &part);

				strncat(joined, part, n);
			}
			assert_string_equal(joined, names[i]);
		}
}

/* Where nothing else tells: a call site keeps more of its text than any other, by its name's end. */
static void what_is_silent_goes_unless_a_row_of_it_says_as_much_as_all(void **unused)
{
	struct fit_column c[] = {{.name = "errors", .cells = 1, .silent = true},
		{.name = "kind", .cells = 2, .silent = true},
		{.name = "description", .cells = 30, .text = true},
		{.name = "last_callsite", .cells = 60, .text = true}};

	(void)unused;
	fit(c, 4, 9, 4 + 21 + 30 + 2 * FIT_GAP);
	assert_true(!c[0].shown && c[1].shown && c[2].shown && c[3].shown);
	assert_int_equal(c[2].width, 21);
	assert_int_equal(c[3].width, 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_with_room_is_left_alone),
		cmocka_unit_test(names_are_broken_and_texts_cut_before_a_column_goes),
		cmocka_unit_test(what_says_nothing_goes_first_then_what_is_the_same_in_all_rows),
		cmocka_unit_test(what_was_done_and_where_stay_longest),
		cmocka_unit_test(any_width_gives_two_columns_at_least),
		cmocka_unit_test(a_broken_name_is_whole_again_when_its_lines_are_joined),
		cmocka_unit_test(what_is_silent_goes_unless_a_row_of_it_says_as_much_as_all),
	};

	return cmocka_run_group_tests_name("fit", tests, NULL, NULL);
}
