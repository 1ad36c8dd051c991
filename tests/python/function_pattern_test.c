/*
 * Patterns of functions' names fit what fnmatch(3) says they fit.
 *
 * Must not know: Python.
 */
#include <fnmatch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "function_pattern.h"
#include "splitmix.h"

enum { ROUNDS = 400000, LENGTH_MOST = 9 };

static void make(char *text, const char *letters, uint64_t *seed)
{
	size_t length = next_random(seed) % LENGTH_MOST;

	for (size_t i = 0; i < length; i++)
		text[i] = letters[next_random(seed) % strlen(letters)];
	text[length] = 0;
}

static void random_patterns_fit_what_fnmatch_says(void **unused)
{
	char pattern[LENGTH_MOST], name[LENGTH_MOST];
	uint64_t seed = 1;

	(void)unused;
	for (int i = 0; i < ROUNDS; i++) {
		make(pattern, "ab.*?[]!-\\c", &seed);
		make(name, "abc.[]-", &seed);
		/* a range may depend on a locale, [. begins what is not known here, and what a backslash at the
		 * end means is not defined */
		if (strchr(pattern, '-') || strstr(pattern, "[.") || (*pattern && pattern[strlen(pattern) - 1] == '\\'))
			continue;
		if (ttm_function_fits(pattern, name) != !fnmatch(pattern, name, 0))
			fail_msg("pattern '%s', name '%s'", pattern, name);
	}
}

static void characters_are_those_of_utf_8(void **unused)
{
	static const struct {
		const char *pattern, *name;
		bool fits;
	} rows[] = {
		{"*.forward", "Block.forward", true}, {"*.forward", "forward", false},
		{"Gr\xc3\xb6\xc3\x9f" "e.?", "Gr\xc3\xb6\xc3\x9f" "e.f", true}, {"?", "\xc3\xb6", true},
		{"[\xc3\xa0-\xc3\xb9]", "\xc3\xb6", true}, {"[!\xc3\xa0-\xc3\xb9]", "\xc3\xb6", false},
		{"[a-c]x", "bx", true}, {"[a-c]x", "dx", false}, {"[!a-c]", "d", true}, {"[]-a]", "]", true},
		{"[a-]", "-", true}, {"[", "[", true}, {"[a", "[a", true}, {"\\*", "*", true},
		{"\\*", "a", false}, {"*", "", true}, {"**a**", "bab", true}, {"?", "", false}, {"", "", true},
		{"?", "\xff", true}, {"*", "\xff\xc3", true}, {"\xc3", "\xc3", true}, {"a*b*c", "aXbXbc", true},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (ttm_function_fits(rows[i].pattern, rows[i].name) != rows[i].fits)
			fail_msg("pattern '%s', name '%s'", rows[i].pattern, rows[i].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_patterns_fit_what_fnmatch_says),
		cmocka_unit_test(characters_are_those_of_utf_8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
