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

struct asked {
	struct source_files *s;
	const char *name;
	uint64_t line, only;            /* only: the one line that counts; 0: all do */
};

/* What is said of the line that has `# here`. */
static bool said(bool (*ask)(const struct asked *a, const char *path), const char *text, const char *name,
	uint64_t only)
{
	struct asked a = {source_files_new(), name, 1, only};
	const char *here = strstr(text, "# here");
	char path[200];
	bool found;
	FILE *f;

	snprintf(path, sizeof(path), "%s/model.py", folder);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	for (const char *p = text; p < here; p++)
		a.line += *p == '\n';
	source_files_begin(a.s, LATER, NULL);
	found = ask(&a, path);
	source_files_free(a.s);
	unlink(path);
	return found;
}

static bool mentioned(const struct asked *a, const char *path)
{
	return mentioned_later(a->s, path, strlen(path), a->line, a->name);
}

static bool is_mentioned(const char *text, const char *name)
{
	return said(mentioned, text, name, 0);
}

static bool returned(const struct asked *a, const char *path)
{
	return returned_later(a->s, path, strlen(path), a->line, a->name);
}

static bool is_returned(const char *text, const char *name)
{
	return said(returned, text, name, 0);
}

static bool counts(const void *context, uint64_t line)
{
	const struct asked *a = context;

	return !a->only || line == a->only;
}

static bool given(const struct asked *a, const char *path)
{
	return given_later(a->s, path, strlen(path), a->line, a->name, "move", counts, a);
}

static bool is_given(const char *text, const char *name, uint64_t only)
{
	return said(given, text, name, only);
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

static void what_is_given_to_a_function_by_itself_is_given(void **state)
{
	(void)state;
	assert_true(is_given("x = g(t)  # here\nx = ttnn.move(x, L1)\n", "x", 0));
	assert_true(is_given("def f(t):\n    x = g(t)  # here\n    return ttnn.move(x, L1)\n", "x", 0));
	assert_true(is_given("x = g(t)  # here\ny = h(x)\nif y:\n    y = move(\n        x)\n", "x", 0));
	assert_false(is_given("x = g(t)  # here\ny = move(h(x))\ny = move(x.y)\ny = remove(x)\n", "x", 0));
	assert_false(is_given("x = g(t)  # here\ny = h(x) + move(t)\n", "x", 0));
}

static void but_not_once_the_name_is_set_again(void **state)
{
	(void)state;
	assert_false(is_given("x = g(t)  # here\nx = h(x)\ny = move(x)\n", "x", 0));
	assert_false(is_given("x = g(t)  # here\nx = h(t)\ny = move(x)\n", "x", 0));
	assert_false(is_given("def f(t):\n    x = g(t)  # here\n    return x\n    y = move(x)\n", "x", 0));
	assert_true(is_given("x = g(t)  # here\nif t:\n    x = h(x)\ny = move(x)\n", "x", 0));
}

static void only_lines_that_count_do(void **state)
{
	static const char text[] = "x = g(t)  # here\ny = move(x)\n\nz = move(x,\n    1)\n";

	(void)state;
	assert_true(is_given(text, "x", 2));
	assert_true(is_given(text, "x", 4));
	assert_false(is_given(text, "x", 3));
	assert_false(is_given(text, "x", 5));
}

static void what_a_function_returns_is_not_what_it_makes_of_it(void **state)
{
	(void)state;
	assert_true(is_returned("def f(t):\n    x = g(t)  # here\n    y = h(x)\n    return x\n", "x"));
	assert_true(is_returned("def f(t):\n    x = g(t)  # here\n    return x, 1\n", "x"));
	assert_false(is_returned("def f(t):\n    x = g(t)  # here\n    return h(x)\n", "x"));
	assert_false(is_returned("def f(t):\n    x = g(t)  # here\n    x = h(x)\n    return x\n", "x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_that_comes_again_is_mentioned),
		cmocka_unit_test(parts_of_names_are_others),
		cmocka_unit_test(what_is_set_or_freed_first_is_over),
		cmocka_unit_test(other_functions_have_names_of_their_own),
		cmocka_unit_test(what_is_given_to_a_function_by_itself_is_given),
		cmocka_unit_test(but_not_once_the_name_is_set_again),
		cmocka_unit_test(only_lines_that_count_do),
		cmocka_unit_test(what_a_function_returns_is_not_what_it_makes_of_it),
		cmocka_unit_test(without_the_source_nothing_is_mentioned),
	};
	int failed;

	if (!mkdtemp(folder))
		return 1;
	failed = cmocka_run_group_tests_name("later mentions", tests, NULL, NULL);
	rmdir(folder);
	return failed;
}
