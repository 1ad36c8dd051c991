/* Text of a trace on a terminal: it has no control bytes, and a cut keeps the most useful part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "readable.h"
#include "readable_site.h"

static void reads(const char *text, const char *as)
{
	char out[200];

	readable(out, sizeof(out), text);
	assert_string_equal(out, as);
}

static void escape_sequences_are_disarmed(void **unused)
{
	(void)unused;
	reads("\033]0;title\a\033[2J", "?]0;title??[2J");
	reads("a\nb\tc\rd\177", "a?b?c?d?");
	/* the same as one byte, and as U+009B */
	reads("\x9b" "2J", "?2J");
	reads("\xc2\x9b" "2J", "?2J");
}

static void marks_that_turn_the_reading_direction_are_disarmed(void **unused)
{
	(void)unused;
	reads("a\xe2\x80\xae" "b", "a?b");
	reads("a\xe2\x81\xa6" "b", "a?b");
	reads("a\xe2\x80\xa8" "b", "a?b");
	reads("a\xd8\x9c" "b", "a?b");
}

static void text_in_other_scripts_stays(void **unused)
{
	(void)unused;
	reads("\xc3\xa4\xe6\xa8\xa1\xf0\x9f\x98\x80", "\xc3\xa4\xe6\xa8\xa1\xf0\x9f\x98\x80");
}

static void bytes_that_are_no_text_are_question_marks(void **unused)
{
	(void)unused;
	reads("a\xff\xc3(", "a?" "?(");
	reads("\xe6\xa8", "??");
	reads("\xed\xa0\x80", "???");
	reads("\xf4\x90\x80\x80", "????");
}

static void no_character_is_torn_by_a_small_room(void **unused)
{
	char out[4];

	(void)unused;
	assert_int_equal(readable(out, sizeof(out), "ab\xc3\xa4"), 2);
	assert_string_equal(out, "ab");
}

static void paths_are_shown_from_their_package_or_from_the_folder(void **unused)
{
	static const char *const cases[][3] = {
		{"/w/a.py:1 f; /w/s/b.py:2 g", "/w", "a.py:1 f; s/b.py:2 g"},
		{"/w/a.py:1 f; /x/b.py:2 g", "/w", "a.py:1 f; /x/b.py:2 g"},
		{"/work/a.py:1 f", "/w", "/work/a.py:1 f"},
		{"/a.py:1 f", "/", "/a.py:1 f"},
		{"a.py:1 f", "", "a.py:1 f"},
		{"/w/a.py:1 f", NULL, "/w/a.py:1 f"},
		{"/v/lib/python3.12/site-packages/tt_bio/x.py:1 f; /w/b.py:2 g", "/w",
			"tt_bio/x.py:1 f; b.py:2 g"},
		/* the package says more than the folder, and the innermost package counts */
		{"/w/venv/site-packages/p/dist-packages/q/x.py:1 f", "/w", "q/x.py:1 f"},
		{"/w/a.py:1 f; /v/site-packages/", "/w", "a.py:1 f; /v/site-packages/"},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char out[100];

		readable_callsite(out, sizeof(out), cases[i][0], cases[i][1]);
		assert_string_equal(out, cases[i][2]);
	}
}

static void a_call_site_of_any_length_is_shown_as_far_as_there_is_room(void **unused)
{
	size_t n = 5000;
	char *site = malloc(n + 1), out[3000];

	(void)unused;
	for (size_t i = 0; i < n; i++)
		site[i] = "\xc3\xa4"[i % 2];
	site[n] = 0;
	readable_callsite(out, sizeof(out), site, "/w");
	assert_int_equal(strlen(out), 2998);
	assert_memory_equal(out, site, 2998);
	free(site);
}

static void wraps(const char *text, size_t used, size_t indent, size_t width, const char *as)
{
	char *out;
	size_t bytes;
	FILE *f = open_memstream(&out, &bytes);

	put_wrapped(f, text, used, indent, width);
	fclose(f);
	assert_string_equal(out, as);
	free(out);
}

static void prose_is_broken_between_words(void **unused)
{
	(void)unused;
	wraps("one two three", 0, 2, 8, "one two\n  three");
	wraps("one two three", 0, 2, 0, "one two three");
	/* a word that is too long is not split: it could be a path to copy */
	wraps("one /a/very/long/path x", 0, 1, 8, "one\n /a/very/long/path\n x");
	wraps(" one ", 4, 4, 8, "one");
	wraps("one\033[2J two", 0, 0, 80, "one?[2J two");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escape_sequences_are_disarmed),
		cmocka_unit_test(marks_that_turn_the_reading_direction_are_disarmed),
		cmocka_unit_test(text_in_other_scripts_stays),
		cmocka_unit_test(bytes_that_are_no_text_are_question_marks),
		cmocka_unit_test(no_character_is_torn_by_a_small_room),
		cmocka_unit_test(paths_are_shown_from_their_package_or_from_the_folder),
		cmocka_unit_test(a_call_site_of_any_length_is_shown_as_far_as_there_is_room),
		cmocka_unit_test(prose_is_broken_between_words),
	};

	return cmocka_run_group_tests_name("readable", tests, NULL, NULL);
}
