/* Whether a variable is another one when a later line has run, in files that a trace names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "set_again.h"

static char folder[] = "/tmp/l1trace-set-XXXXXX";
static const uint64_t LATER = UINT64_C(4000000000) * 1000000000u;       /* than any file */

static uint64_t line_of(const char *text, const char *word)
{
	const char *at = strstr(text, word);
	uint64_t line = 1;

	assert_non_null(at);
	for (const char *p = text; p < at; p++)
		line += *p == '\n';
	return line;
}

/* Is it set between the lines that have `# made` and `# used`? */
static bool is_set_until(enum set_until when, const char *text, const char *names)
{
	struct source_files *s = source_files_new();
	char path[200];
	bool found;
	FILE *f;

	snprintf(path, sizeof(path), "%s/model.py", folder);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	source_files_begin(s, LATER, NULL);
	found = set_again(s, path, strlen(path), line_of(text, "# made"), line_of(text, "# used"),
		when, names);
	source_files_free(s);
	unlink(path);
	return found;
}

static bool is_set(const char *text, const char *names)
{
	return is_set_until(UNTIL_IT_HAS_RUN, text, names);
}

static void a_line_that_uses_a_tensor_may_set_its_variable(void **state)
{
	(void)state;
	assert_true(is_set("x = f()  # made\nv = view(x)\nx = g(x, v)  # used\n", "x"));
	assert_false(is_set("x = f()  # made\nv = view(x)\ny = g(x, v)  # used\n", "x"));
	assert_false(is_set("x = f()  # made\ny = g(x)  # used\nx = h(y)\n", "x"));
	assert_false(is_set("x = f()  # made # used\n", "x"));
}

static void a_line_between_may_set_it_in_each_way_that_python_has(void **state)
{
	static const char *const ways[] = {"x = None", "y = x = None", "x, y = y, x", "(y, [x]) = h()", "x += 1",
		"x: int = 1", "if (x := h()): pass", "for x in h(): pass", "with h() as x: pass", "del x", "y = 1; x = 2",
		"if y: x = 3"};
	static const char *const others[] = {"y = x", "x.a = 1", "x[0] = 1", "y.x = 1", "x(1)", "y = h(x=1)",
		"y = x == 1", "xx = 1", "y = [x for y in x]", "print('x = 1')", "# x = 1", "y[x]"};
	char text[200];

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		snprintf(text, sizeof(text), "x = f()  # made\n%s\ny = g(x)  # used\n", ways[i]);
		assert_true(is_set(text, "x"));
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		snprintf(text, sizeof(text), "x = f()  # made\n%s\ny = g(x)  # used\n", others[i]);
		assert_false(is_set(text, "x"));
	}
}

static void what_a_line_sets_it_uses_before(void **state)
{
	static const char loop[] = "for i in r:\n    x = g(x)  # used\n    x = h()  # made\n";

	(void)state;
	assert_false(is_set_until(UNTIL_IT_BEGINS, "x = f()  # made\ny = 1\nx = g(x)  # used\n", "x"));
	assert_true(is_set_until(UNTIL_IT_BEGINS, "x = f()  # made\nx = 1\nx = g(x)  # used\n", "x"));
	assert_false(is_set_until(UNTIL_IT_BEGINS, loop, "x"));
}

static void paths_and_several_names_are_looked_for_too(void **state)
{
	(void)state;
	assert_true(is_set("self.k = f()  # made\nself.k = g(self.k)  # used\n", "self.k"));
	assert_false(is_set("self.k = f()  # made\nk = g(self.k)  # used\n", "self.k"));
	assert_true(is_set("a, b = f()  # made\nb = g(a, b)  # used\n", "a, b"));
	assert_true(is_set("c[0] = f()  # made\nc = g(c)  # used\n", "c[0]"));
}

static void a_loop_comes_to_lines_above(void **state)
{
	static const char loop[] = "def f():\n    x = None\n    for i in r:\n        g(x)  # used\n        x = h()  # made\n"
		"    x = 1\n";
	static const char set[] = "for i in r:\n    x = g(x)  # used\n    x = h()  # made\n";
	static const char after[] = "for i in r:\n    g(x)  # used\n    x = h()  # made\n    x = k(x)\n";

	(void)state;
	assert_false(is_set(loop, "x"));
	assert_true(is_set(set, "x"));
	assert_true(is_set(after, "x"));
}

static void what_is_not_at_hand_sets_nothing(void **state)
{
	struct source_files *s = source_files_new();

	(void)state;
	source_files_begin(s, LATER, NULL);
	assert_false(set_again(s, "/nowhere/a.py", 13, 1, 3, UNTIL_IT_HAS_RUN, "x"));
	source_files_free(s);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_that_uses_a_tensor_may_set_its_variable),
		cmocka_unit_test(a_line_between_may_set_it_in_each_way_that_python_has),
		cmocka_unit_test(what_a_line_sets_it_uses_before),
		cmocka_unit_test(paths_and_several_names_are_looked_for_too),
		cmocka_unit_test(a_loop_comes_to_lines_above),
		cmocka_unit_test(what_is_not_at_hand_sets_nothing),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
