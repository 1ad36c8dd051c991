/* Bars, maps of cores and charts: what is drawn is what the numbers say, with and without colours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "bars.h"
#include "core_grid.h"
#include "stacked_chart.h"
#include "xalloc.h"

static const struct terminal plain = {0}, blocks = {.blocks = true},
	coloured = {.blocks = true, .colour = true};

#define DRAWN(expected, ...) do { \
	struct text_file t_; \
	FILE *out = text_file_begin(&t_); \
	char *text_; \
	__VA_ARGS__; \
	text_ = text_file_end(&t_); \
	assert_string_equal(text_, expected); \
	free(text_); \
} while (0)

static void put_bar(FILE *out, const struct terminal *t, const double amounts[PARTS_HELD], double whole,
	size_t width)
{
	struct stack s = stack_of(amounts, whole > 0 ? whole : 1, width);
	struct pen pen = {0};

	for (size_t i = 0; i < width; i++) {
		struct stack_cell cell = stack_cell(t, &s, i, false);

		pen_take(out, t, &pen, cell.front, cell.back);
		fputs(cell.text[0] ? cell.text : ".", out);
	}
	pen_take(out, t, &pen, HUE_PLAIN, HUE_PLAIN);
}

static void letters_of_a_bar_are_as_many_as_its_parts_are_large(void **unused)
{
	const double half[PARTS_HELD] = {[PART_BUFFERS] = 40, [PART_PROGRAM] = 10};
	const double all[PARTS_HELD] = {25, 25, 25, 25}, none[PARTS_HELD] = {0};
	const double over[PARTS_HELD] = {[PART_BUFFERS] = 1e300};

	(void)unused;
	DRAWN("BBBBBBBBPP..........", put_bar(out, &plain, half, 100, 20));
	DRAWN("BBBBBBBBPP..........", put_bar(out, &blocks, half, 100, 20));
	DRAWN("ZSBP", put_bar(out, &plain, all, 100, 4));
	DRAWN("....", put_bar(out, &plain, none, 100, 4));
	DRAWN("BBBB", put_bar(out, &plain, over, 100, 4));
	DRAWN("....", put_bar(out, &plain, none, 0, 4));
}

static void nothing_that_is_held_vanishes_from_a_bar(void **unused)
{
	const double little[PARTS_HELD] = {[PART_PROGRAM] = 1};

	(void)unused;
	DRAWN("P...", put_bar(out, &plain, little, 1e9, 4));
	DRAWN("\033[33m\xe2\x96\x8f\033[0m...", put_bar(out, &coloured, little, 1e9, 4));
}

static void colours_show_eighths_and_two_parts_in_one_character(void **unused)
{
	const double two[PARTS_HELD] = {[PART_BUFFERS] = 10, [PART_PROGRAM] = 30};

	(void)unused;
	/* 0.5 of the first character are buffers, all else of two is the program */
	DRAWN("\033[94;43m\xe2\x96\x8c\033[0m\033[33m\xe2\x96\x88\033[0m..",
		put_bar(out, &coloured, two, 80, 4));
}

static struct core_grid grid_of(double last)
{
	struct core_grid g;

	core_grid_begin(&g);
	for (int y = 0; y < 2; y++)
		for (int x = 0; x < 3; x++)
			core_grid_set(&g, x, y, 0.5);
	core_grid_set(&g, 2, 1, last);
	return g;
}

static void a_map_of_cores_has_each_core_s_percent_where_it_is(void **unused)
{
	const struct core_grid g = grid_of(0.999), unknown = grid_of(-1), full = grid_of(1);

	(void)unused;
	DRAWN("      0   1   2\n  0  50  50  50\n  1  50  50  99\n",
		core_grid_put(out, &plain, &g, 0));
	DRAWN("      0   1   2\n  0  50  50  50\n  1  50  50   -\n",
		core_grid_put(out, &plain, &unknown, 80));
	DRAWN("   012\n 0 555\n 1 55#\n   a digit is tenths, . under 1 %, # full\n",
		core_grid_put(out, &plain, &full, 8));
	assert_false(core_grid_is_even(&g));
	assert_false(core_grid_equal(&g, &unknown));
	assert_true(core_grid_equal(&g, &g));
}

static void cores_that_no_map_has_room_for_are_counted(void **unused)
{
	struct core_grid g = grid_of(0.5);

	(void)unused;
	assert_true(core_grid_is_even(&g));
	core_grid_set(&g, INT64_MAX, 0, 1);
	core_grid_set(&g, -1, 5, 1);
	assert_int_equal(g.outside, 2);
	assert_int_equal(g.wide, 3);
}

static void a_column_of_a_chart_is_as_high_as_its_number(void **unused)
{
	const struct chart_column columns[] = {{.known = true}, {.known = true,
		.amounts = {[PART_BUFFERS] = 400, [PART_PROGRAM] = 200}}, {.amounts = {800}},
		{.known = true, .amounts = {[PART_BUFFERS] = 800}}};
	const struct stacked_chart c = {.columns = columns, .count = 4, .capacity = 800, .lines = 4,
		.margin = 5, .from = "0", .to = "9"};

	(void)unused;
	DRAWN(" 800+----\n"
	      "    |   B\n"
	      "    | P B\n"
	      "    | B B\n"
	      "    | B B\n"
	      "   0+----\n"
	      "    0   9\n", chart_put(out, &plain, &c));
}

static void a_chart_that_would_be_flat_has_another_top_and_says_so(void **unused)
{
	const struct chart_column columns[] = {{.known = true, .amounts = {[PART_BUFFERS] = 10}}};
	const struct stacked_chart c = {.columns = columns, .count = 1, .capacity = 8000, .lines = 1,
		.margin = 10, .from = "0", .to = "9"};

	(void)unused;
	DRAWN("           of a capacity of 8,000\n"
	      "       10|\n"
	      "         |B\n"
	      "        0+-\n"
	      "          9\n", chart_put(out, &plain, &c));
}

static void spans_stand_under_their_columns_and_control_no_terminal(void **unused)
{
	const struct stacked_chart c = {.count = 20, .margin = 7};
	const struct chart_span spans[] = {{0, 8, "pre\033[2Jfill", 1}, {9, 9, "a", 1},
		{10, 18, "decode", 30}, {18, 25, "over", 1}};
	const uint64_t failures[20] = {[3] = 1, [19] = 2};

	(void)unused;
	DRAWN(" marks [pre?[..]|[d.. x30]\n", chart_put_spans(out, &plain, &c, "marks", spans, 4));
	DRAWN("failed    x               x\n", chart_put_marks(out, &plain, &c, "failed", failures));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_of_a_bar_are_as_many_as_its_parts_are_large),
		cmocka_unit_test(nothing_that_is_held_vanishes_from_a_bar),
		cmocka_unit_test(colours_show_eighths_and_two_parts_in_one_character),
		cmocka_unit_test(a_map_of_cores_has_each_core_s_percent_where_it_is),
		cmocka_unit_test(cores_that_no_map_has_room_for_are_counted),
		cmocka_unit_test(a_column_of_a_chart_is_as_high_as_its_number),
		cmocka_unit_test(a_chart_that_would_be_flat_has_another_top_and_says_so),
		cmocka_unit_test(spans_stand_under_their_columns_and_control_no_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
