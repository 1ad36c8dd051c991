/* Whether a variable is mentioned after a line of its function, in files that a trace names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "later_mentions.h"

static char folder[] = "/tmp/l1trace-mentions-XXXXXX";
static const uint64_t LATER = UINT64_C(4000000000) * 1000000000u;       /* than any file */

/* Is x mentioned after the line that has `# here`? */
static bool is_mentioned(const char *text, const char *name)
{
	struct source_files *s = source_files_new();
	const char *here = strstr(text, "# here");
	uint64_t line = 1;
	char path[200];
	bool found;
	FILE *f;

	snprintf(path, sizeof(path), "%s/model.py", folder);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	for (const char *p = text; p < here; p++)
		line += *p == '\n';
	source_files_begin(s, LATER, NULL);
	found = mentioned_later(s, path, strlen(path), line, name);
	source_files_free(s);
	unlink(path);
	return found;
}

static void a_name_that_comes_again_is_mentioned(void **state)
{
	(void)state;
	assert_true(is_mentioned("def f(t):\n    x = g(t)  # here\n    return h(x, 1)\n", "x"));
	assert_true(is_mentioned("def f(t):\n    x = g(t)  # here\n\n    # and\n    y = (1,\n        x)\n", "x"));
	assert_true(is_mentioned("x = g(t)  # here\ny = x\n", "x"));
	assert_true(is_mentioned("def f(t):\n    if t:\n        x = g(t)  # here\n    return x\n", "x"));
	assert_true(is_mentioned("def f(self):\n    self.x = g()  # here\n    h(self.x)\n", "self.x"));
}

static void parts_of_names_are_others(void **state)
{
	(void)state;
	assert_false(is_mentioned("x = g(t)  # here\ny = xs + ax + x1\n", "x"));
	assert_false(is_mentioned("x = g(t)  # here\ny = 1\n", "x"));
}

static void what_is_set_or_freed_first_is_over(void **state)
{
	(void)state;
	assert_false(is_mentioned("x = g(t)  # here\nx = h(1)\ny = x\n", "x"));
	assert_false(is_mentioned("x = g(t)  # here\ndel x\n", "x"));
	assert_false(is_mentioned("x = g(t)  # here\nttnn.deallocate(x)\n", "x"));
	assert_true(is_mentioned("x = g(t)  # here\nx = h(x)\n", "x"));
	assert_true(is_mentioned("x = g(t)  # here\nif t:\n    x = h(1)\ny = x\n", "x"));
	assert_true(is_mentioned("x = g(t)  # here\nif x == 1:\n    pass\n", "x"));
}

static void other_functions_have_names_of_their_own(void **state)
{
	(void)state;
	assert_false(is_mentioned("def f(t):\n    x = g(t)  # here\n\ndef g(x):\n    return x\n", "x"));
	assert_false(is_mentioned("class A:\n    def f(t):\n        x = g(t)  # here\n\n    @p\n    def g(x):\n"
		"        return x\n", "x"));
	assert_false(is_mentioned("def f(t):\n    x = g(t)  # here\n    return 1\n    h(x)\n", "x"));
}

static void without_the_source_nothing_is_mentioned(void **state)
{
	struct source_files *s = source_files_new();

	(void)state;
	source_files_begin(s, LATER, NULL);
	assert_false(mentioned_later(s, "/no/such.py", 11, 1, "x"));
	source_files_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_that_comes_again_is_mentioned),
		cmocka_unit_test(parts_of_names_are_others),
		cmocka_unit_test(what_is_set_or_freed_first_is_over),
		cmocka_unit_test(other_functions_have_names_of_their_own),
		cmocka_unit_test(without_the_source_nothing_is_mentioned),
	};
	int failed;

	if (!mkdtemp(folder))
		return 1;
	failed = cmocka_run_group_tests_name("later mentions", tests, NULL, NULL);
	rmdir(folder);
	return failed;
}
