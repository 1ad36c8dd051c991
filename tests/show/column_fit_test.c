/* What is cut or left out of a table to fit a terminal, in which order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "column_fit.h"

enum { COUNT = 6 };

/* run 3, device 6, program_bytes 13 (cells 7), errors 6, name 30, callsite 60 */
static void columns(struct fit_column c[COUNT])
{
	const struct fit_column made[COUNT] = {
		{.name = "run", .cells = 1, .same = true}, {.name = "device", .cells = 1},
		{.name = "program_bytes", .cells = 7}, {.name = "errors", .cells = 1, .silent = true},
		{.name = "name", .cells = 30, .text = true, .name_of = true},
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
	/* 3, 6, 8 and two texts that are cut to 22 and 28 before that, gaps between */
	fit(c, COUNT, 9, 76);
	assert_false(c[3].shown);
	assert_true(c[0].shown && c[1].shown && c[2].shown && c[4].shown && c[5].shown);
	columns(c);
	fit(c, COUNT, 9, 71);
	assert_false(c[3].shown || c[0].shown);
	assert_true(c[1].shown && c[2].shown && c[4].shown && c[5].shown);
}

static void names_and_call_sites_are_cut_to_little_before_a_byte_count_goes(void **unused)
{
	struct fit_column c[COUNT];

	(void)unused;
	columns(c);
	fit(c, COUNT, 9, 6 + 8 + 10 + 15 + 3 * FIT_GAP);
	assert_true(c[1].shown && c[2].shown && c[4].shown && c[5].shown);
	assert_int_equal(c[4].width, 10);
	assert_int_equal(c[5].width, 15);
	columns(c);
	fit(c, COUNT, 9, 6 + 8 + 10 + 15 + 3 * FIT_GAP - 1);
	assert_true(c[1].shown && c[2].shown && c[4].shown);
	assert_false(c[5].shown);
}

static void a_finding_and_an_ops_number_stay_longest_of_the_numbers(void **unused)
{
	struct fit_column c[] = {{.name = "op", .cells = 4}, {.name = "bad", .cells = 1},
		{.name = "count", .cells = 5}, {.name = "peak_bytes", .cells = 9},
		{.name = "finding", .cells = 20, .text = true}};

	(void)unused;
	fit(c, 5, 9, 4 + 5 + 14 + 2 * FIT_GAP);
	assert_true(c[0].shown && c[2].shown && c[4].shown);
	assert_false(c[1].shown || c[3].shown);
}

static void a_short_finding_is_whole_before_a_call_site_is(void **unused)
{
	struct fit_column c[] = {{.name = "reason", .cells = 21, .text = true},
		{.name = "callsite", .cells = 60, .text = true}};

	(void)unused;
	fit(c, 2, 9, 21 + 20 + FIT_GAP);
	assert_int_equal(c[0].width, 21);
	assert_int_equal(c[1].width, 20);
	/* if a text continues in a second line anyway, it takes no room that does not help */
	fit(c, 2, 9, 21 + 20 + FIT_GAP - 2);
	assert_int_equal(c[0].width + c[1].width, 39);
	assert_true(c[0].width < 21 && c[1].width >= 20);
}

static void bytes_stay_though_they_are_the_same_in_all_rows(void **unused)
{
	struct fit_column c[] = {{.name = "pass", .cells = 3, .same = true},
		{.name = "growth_bytes", .cells = 5, .same = true},
		{.name = "reason", .cells = 21, .text = true},
		{.name = "callsite", .cells = 60, .text = true}};

	(void)unused;
	fit(c, 4, 9, 50);
	assert_false(c[0].shown);
	assert_true(c[1].shown && c[2].shown && c[3].shown);
}

static void where_it_grows_stays_longer_than_how_often(void **unused)
{
	struct fit_column c[] = {{.name = "passes", .cells = 3}, {.name = "growth_bytes", .cells = 5},
		{.name = "grew", .cells = 3}, {.name = "callsite", .cells = 60, .text = true}};

	(void)unused;
	fit(c, 4, 1, 7 + 15 + FIT_GAP);
	assert_true(!c[0].shown && c[1].shown && !c[2].shown && c[3].shown);
}

static void what_was_asked_for_by_name_stays(void **unused)
{
	struct fit_column c[COUNT];

	(void)unused;
	columns(c);
	c[3].kept = c[0].kept = true;
	fit(c, COUNT, 9, 40);
	assert_true(c[0].shown && c[3].shown);
	columns(c);
	fit(c, COUNT, 9, 40);
	assert_false(c[0].shown || c[3].shown);
}

static void of_a_sum_and_its_parts_the_parts_go_first(void **unused)
{
	struct fit_column c[] = {{.name = "buffer_bytes", .cells = 9}, {.name = "peak_bytes", .cells = 9},
		{.name = "headroom_bytes", .cells = 9}, {.name = "program_bytes", .cells = 9}};

	(void)unused;
	fit(c, 4, 9, 3 * 9 + 2 * FIT_GAP);
	assert_true(c[0].shown && c[1].shown && c[2].shown && !c[3].shown);
	fit(c, 4, 9, 2 * 9 + FIT_GAP);
	assert_true(!c[0].shown && c[1].shown && c[2].shown && !c[3].shown);
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

static void what_is_silent_goes_unless_a_row_of_it_says_as_much_as_all(void **unused)
{
	struct fit_column c[] = {{.name = "errors", .cells = 1, .silent = true},
		{.name = "kind", .cells = 2, .silent = true},
		{.name = "description", .cells = 30, .text = true},
		{.name = "last_callsite", .cells = 60, .text = true}};

	(void)unused;
	fit(c, 4, 9, 4 + 21 + 22 + 2 * FIT_GAP);
	assert_true(!c[0].shown && c[1].shown && c[2].shown && c[3].shown);
	assert_int_equal(c[2].width + c[3].width, 21 + 22);
}

static void what_the_query_hides_goes_before_all_else_in_its_order(void **unused)
{
	struct fit_column c[COUNT];

	(void)unused;
	columns(c);
	c[4].hide = 2;
	c[2].hide = 1;
	fit(c, COUNT, 9, 76);
	assert_false(c[2].shown);
	assert_true(c[3].shown);
	assert_true(c[4].shown);
	columns(c);
	c[4].hide = 2;
	c[2].hide = 1;
	fit(c, COUNT, 9, 50);
	assert_false(c[4].shown);
	assert_true(c[3].shown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_with_room_is_left_alone),
		cmocka_unit_test(names_are_broken_and_texts_cut_before_a_column_goes),
		cmocka_unit_test(what_the_query_hides_goes_before_all_else_in_its_order),
		cmocka_unit_test(what_says_nothing_goes_first_then_what_is_the_same_in_all_rows),
		cmocka_unit_test(names_and_call_sites_are_cut_to_little_before_a_byte_count_goes),
		cmocka_unit_test(a_finding_and_an_ops_number_stay_longest_of_the_numbers),
		cmocka_unit_test(a_short_finding_is_whole_before_a_call_site_is),
		cmocka_unit_test(bytes_stay_though_they_are_the_same_in_all_rows),
		cmocka_unit_test(where_it_grows_stays_longer_than_how_often),
		cmocka_unit_test(what_was_asked_for_by_name_stays),
		cmocka_unit_test(of_a_sum_and_its_parts_the_parts_go_first),
		cmocka_unit_test(any_width_gives_two_columns_at_least),
		cmocka_unit_test(a_broken_name_is_whole_again_when_its_lines_are_joined),
		cmocka_unit_test(what_is_silent_goes_unless_a_row_of_it_says_as_much_as_all),
	};

	return cmocka_run_group_tests_name("fit", tests, NULL, NULL);
}
