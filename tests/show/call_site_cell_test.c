/* Call sites in a narrow column: which part is shown, and which frame distinguishes rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "call_site_cell.h"
#include "table_rows.h"

static void cut_with(const char *text, struct apart apart, size_t n, const char *as)
{
	char out[200];

	strcpy(out, text);
	cut_call_site(out, sizeof(out), &apart, n);
	assert_string_equal(out, as);
}

static void cut(const char *text, size_t n, const char *as)
{
	cut_with(text, (struct apart){{0}}, n, as);
}

static void a_cut_call_site_keeps_the_line_of_its_innermost_frame(void **unused)
{
	(void)unused;
	cut("a.py:1 f; b.py:2 g", 18, "a.py:1 f; b.py:2 g");
	cut("a.py:1 f; b.py:2 g", 12, "a.py:1 f; ..");
	cut("a.py:1 f; b.py:2 g; c.py:3 h", 24, "a.py:1 f; b.py:2 g; ..");
	cut("a.py:1 f; b.py:2 g; c.py:3 h", 21, "a.py:1 f; ..");
	/* a frame that fits is whole */
	cut("a.py:1 f; b.py:2 g", 9, "a.py:1 f");
	cut("/long/folder/a.py:1 f; b.py:2 g", 12, "..r/a.py:1 f");
	cut("/long/folder/a.py:1 f", 11, "..a.py:1 f");
	cut("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4", 4, "\xc3\xa4\xc3\xa4..");
	cut("abcdef", 2, "ab");
}

static void the_function_goes_before_the_line(void **unused)
{
	(void)unused;
	cut("models/attention.py:30 scaled_dot_product", 18, "..attention.py:30");
	cut("models/attention.py:30 forward", 22, "models/attention.py:30");
	cut("attention.py:30 forward", 10, "..on.py:30");
}

static void the_place_in_a_module_goes_before_the_function(void **unused)
{
	(void)unused;
	cut("/opt/lib/libmodel.so+0x1234 ns::Block::run; /opt/app+0x99 main", 20, "ns::Block::run");
	cut("/opt/lib/libmodel.so+0x1234 ns::Block::run", 10, "..ock::run");
	cut("/opt/lib/libmodel.so+0x1234; /opt/app+0x99", 19, "..ibmodel.so+0x1234");
	cut_with("/opt/lib/libmodel.so+0x1234 f; /opt/app+0x99 main", (struct apart){{1}}, 12, "f main");
	cut_with("/opt/lib/libmodel.so+0x1234 ns::f; /opt/app+0x99 ns::g", (struct apart){{1}}, 12,
		"ns::f ns::g");
}

static void frames_that_tell_apart_are_shown_after_the_innermost_one(void **unused)
{
	static const char site[] = "layers/mlp.py:30 forward; model.py:12 block; run.py:7 <module>";
	const struct apart one = {{1}}, two = {{2}}, both = {{1, 2}};

	(void)unused;
	cut_with(site, one, 62, site);
	cut_with(site, one, 45, "layers/mlp.py:30 forward; model.py:12 block");
	cut_with(site, two, 48, "layers/mlp.py:30 forward; .. run.py:7 <module>");
	/* without their functions each is a word, so that a cell has them in as many lines as it needs */
	cut_with(site, one, 28, "layers/mlp.py:30 model.py:12");
	cut_with(site, one, 14, "..rs/mlp.py:30 model.py:12");
	cut_with(site, two, 14, "..rs/mlp.py:30 ..run.py:7");
	cut_with(site, both, 14, "..rs/mlp.py:30 model.py:12 run.py:7");
	cut_with(site, one, 10, "..lp.py:30 ..py:12");
}

static void a_frame_of_the_same_file_is_its_line(void **unused)
{
	static const char site[] = "m/u.py:21 conv; m/u.py:9 call; m/u.py:71 up; m/run.py:7 <module>";

	(void)unused;
	cut_with(site, (struct apart){{2}}, 18, "m/u.py:21 ..:71");
	cut_with(site, (struct apart){{1, 2, 3}}, 18, "m/u.py:21 :9 :71 run.py:7");
	cut_with("m/u.py:21 f; u.py:3 g", (struct apart){{1}}, 16, "m/u.py:21 u.py:3");
}

/* Rows of name and call site; which frames of the second are shown. */
static void apart(size_t rows, const char *const (*texts)[2], const struct apart *frames)
{
	struct table_rows t = {.columns = 2};
	const bool names[] = {true, false};
	struct apart found[8];

	for (size_t i = 0; i < rows; i++) {
		char *row[] = {(char *)texts[i][0], (char *)texts[i][1]};

		table_rows_add(&t, row);
	}
	call_sites_apart(&t, names, 1, found);
	for (size_t i = 0; i < rows; i++)
		assert_memory_equal(&found[i], &frames[i], sizeof(found[i]));
	table_rows_free(&t);
}

static void rows_that_look_alike_differ_in_the_first_frame_that_is_another(void **unused)
{
	static const char *const texts[][2] = {{"add", "m.py:1 f; n.py:2 g; r.py:1 a"},
		{"add", "m.py:1 f; n.py:2 g; r.py:2 a"}, {"mul", "m.py:1 f; n.py:2 g; r.py:3 a"},
		{"add", "m.py:9 f; n.py:2 g"}};

	(void)unused;
	apart(4, texts, (const struct apart[]){{{2}}, {{2}}, {{0}}, {{0}}});
}

static void rows_that_are_still_alike_show_the_next_frame_that_is_another(void **unused)
{
	static const char *const texts[][2] = {{"add", "m.py:1 f; n.py:2 g; r.py:1 a"},
		{"add", "m.py:1 f; n.py:2 g; r.py:2 a"}, {"add", "m.py:1 f; n.py:3 g; r.py:2 a"},
		{"add", "m.py:1 f"}};

	(void)unused;
	apart(3, texts, (const struct apart[]){{{1, 2}}, {{1, 2}}, {{1}}});
	/* a call site without that frame shows what it has */
	apart(4, texts, (const struct apart[]){{{1, 2}}, {{1, 2}}, {{1}}, {{0}}});
}

static void equal_call_sites_need_nothing(void **unused)
{
	static const char *const texts[][2] = {{"add", "m.py:1 f; n.py:2 g"},
		{"add", "m.py:1 f; n.py:2 g"}};

	(void)unused;
	apart(2, texts, (const struct apart[]){{{0}}, {{0}}});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cut_call_site_keeps_the_line_of_its_innermost_frame),
		cmocka_unit_test(the_function_goes_before_the_line),
		cmocka_unit_test(the_place_in_a_module_goes_before_the_function),
		cmocka_unit_test(frames_that_tell_apart_are_shown_after_the_innermost_one),
		cmocka_unit_test(a_frame_of_the_same_file_is_its_line),
		cmocka_unit_test(rows_that_look_alike_differ_in_the_first_frame_that_is_another),
		cmocka_unit_test(rows_that_are_still_alike_show_the_next_frame_that_is_another),
		cmocka_unit_test(equal_call_sites_need_nothing),
	};

	return cmocka_run_group_tests_name("call_site", tests, NULL, NULL);
}
