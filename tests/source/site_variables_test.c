/* Which line of a call site assigns what its call returns, and to what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "site_variables.h"

static char folder[] = "/tmp/l1trace-sites-XXXXXX";

static const char model[] =
	"def make(shape):\n"
	"    return ttnn.zeros(shape)\n"                        /* 2 */
	"class Linear:\n"
	"    def forward(self, x):\n"
	"        return ttnn.linear(x, self.w)\n"               /* 5 */
	"class Block:\n"
	"    def __init__(self):\n"
	"        self.w = make([1, 2])\n"                       /* 8 */
	"    def forward(self, x):\n"
	"        q = self.wq(x)\n"                              /* 10 */
	"        y = self.wk.forward(self.norm(x))\n"           /* 11 */
	"        z = self.wk(self.norm(x))\n"                   /* 12 */
	"        return ttnn.add(q, y)\n"                       /* 13 */
	"block = Block()\n"                                     /* 14 */
	"out = block.forward(x)\n"                              /* 15 */
	"print(block.forward(x))\n"                             /* 16 */
	"def run(x, n):\n"
	"    h = ttnn.relu(x)\n"                                /* 18 */
	"    y = ttnn.add(h, x)\n"                              /* 19 */
	"    h = y\n"
	"    return ttnn.exp(h)\n"                              /* 21 */
	"run(x, 1)\n"                                           /* 22 */
	"run(x, 2)\n";                                          /* 23 */

static void tell_begin(struct site_variables *v, uint64_t wall_ns)
{
	struct l1t_record r = {.kind = L1T_BEGIN, .begin = {.wall_ns = wall_ns}};
	char pairs[200];
	int n = snprintf(pairs, sizeof(pairs), "host=a%ccwd=%s%ccommand=cwd=/", 0, folder, 0);

	r.blob = (const uint8_t *)pairs;
	r.blob_bytes = (uint32_t)n;
	site_variables_record(v, &r);
}

static struct site_variables *begin_run(uint64_t wall_ns)
{
	struct site_variables *v = site_variables_new();

	site_variables_begin(v);
	tell_begin(v, wall_ns);
	return v;
}

static void has(struct site_variables *v, const char *site, const char *op, const char *variable)
{
	char out[ASSIGNED_NAME_BYTES + 1] = "";

	if (!site_variable(v, site, op, out))
		out[0] = 0;
	if (strcmp(out, variable ? variable : ""))
		fail_msg("%s of %s is '%s', not '%s'", op, site, out, variable ? variable : "nothing");
}

static void the_innermost_line_names_what_its_op_returns(void **unused)
{
	struct site_variables *v = begin_run(UINT64_MAX - 1);

	(void)unused;
	has(v, "m.py:14 <module>", "Block", "block");
	has(v, "m.py:10 Block.forward; m.py:15 <module>", "wq", "q");
	has(v, "m.py:10 Block.forward; m.py:15 <module>", "ttnn.exp", NULL);
	has(v, "m.py:16 <module>", "ttnn.forward", NULL);
	has(v, "m.py:99 <module>", "ttnn.forward", NULL);
	has(v, "absent.py:1 <module>", "ttnn.forward", NULL);
	site_variables_free(v);
}

static void what_a_function_returns_has_the_name_that_its_caller_gives(void **unused)
{
	struct site_variables *v = begin_run(UINT64_MAX - 1);

	(void)unused;
	has(v, "m.py:2 make; m.py:8 Block.__init__; m.py:14 <module>", "ttnn.zeros", "self.w");
	has(v, "m.py:13 Block.forward; m.py:15 <module>", "ttnn.add", "out");
	has(v, "m.py:13 Block.forward; m.py:16 <module>", "ttnn.add", NULL);
	has(v, "m.py:13 Block.forward", "ttnn.add", NULL);
	has(v, "m.py:2 make; m.py:15 <module>", "ttnn.zeros", NULL);
	/* a method by its name, an object by none */
	has(v, "m.py:5 Linear.forward; m.py:11 Block.forward; m.py:15 <module>", "ttnn.linear", "y");
	has(v, "m.py:5 Linear.forward; m.py:10 Block.forward; m.py:15 <module>", "ttnn.linear", NULL);
	has(v, "m.py:5 Linear.__call__; m.py:10 Block.forward; m.py:15 <module>", "ttnn.linear", "q");
	has(v, "m.py:5 Linear.__call__; m.py:12 Block.forward; m.py:15 <module>", "ttnn.linear", NULL);
	site_variables_free(v);
}

static void frames_of_wrappers_are_passed_over(void **unused)
{
	struct site_variables *v = begin_run(UINT64_MAX - 1);

	(void)unused;
	has(v, "m.py:5 Linear.forward; /a/models/common/lightweightmodule.py:14 LightweightModule.__call__; "
		"m.py:10 Block.forward; m.py:15 <module>", "ttnn.linear", "q");
	has(v, "/a/tt_symbiote/core/module.py:7 make; m.py:8 Block.__init__; m.py:14 <module>", "ttnn.zeros",
		"self.w");
	has(v, "/a/tt_symbiote/core/module.py:7 other; m.py:8 Block.__init__; m.py:14 <module>", "ttnn.zeros",
		NULL);
	/* of a constructor the class is called */
	has(v, "/a/tt_symbiote/core/module.py:7 Block.__init__; m.py:14 <module>", "ttnn.zeros", "block");
	has(v, "/a/tt_symbiote/core/module.py:7 __init__; m.py:14 <module>", "ttnn.zeros", NULL);
	has(v, "/a/tt_symbiote/core/module.py:7 Block.__add__; m.py:14 <module>", "ttnn.zeros", NULL);
	site_variables_free(v);
}

static void what_is_no_call_site_has_no_variable(void **unused)
{
	static const char *const odd[] = {"", ";", "; ; ", "m.py", "m.py:", "m.py:14", "m.py:x <module>", " ",
		"m.py:14 ", "m.py:-14 <module>", "m.py:99999999999999999999999 <module>", ":14 <module>",
		"kernel.cpp:14 ns::f(int, int); m.py:14 <module>", "m.py:14 <module>; ..", ".. ; m.py:14 f"};
	struct site_variables *v = begin_run(UINT64_MAX - 1);
	char out[ASSIGNED_NAME_BYTES + 1];

	(void)unused;
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
		if (i != 13)
			has(v, odd[i], "ttnn.Block", i == 8 ? "block" : NULL);
	has(v, "m.py:14 <module>", "", NULL);
	has(v, "m.py:14 <module>", ".", NULL);
	assert_true(site_variable(v, "m.py:14 <module>", NULL, out));   /* the only call of the line */
	site_variables_free(v);
}

static void the_first_begin_of_a_run_counts(void **unused)
{
	struct site_variables *v = begin_run(1000);     /* before the file was made */
	struct l1t_record r = {.kind = L1T_BEGIN, .begin = {.wall_ns = UINT64_MAX - 1}};

	(void)unused;
	has(v, "m.py:14 <module>", "Block", NULL);
	tell_begin(v, UINT64_MAX - 1);
	has(v, "m.py:14 <module>", "Block", NULL);
	site_variables_begin(v);
	has(v, "m.py:14 <module>", "Block", NULL);
	tell_begin(v, UINT64_MAX - 1);
	has(v, "m.py:14 <module>", "Block", "block");
	site_variables_begin(v);
	r.blob = (const uint8_t *)"cwd";
	r.blob_bytes = 3;
	site_variables_record(v, &r);
	has(v, "m.py:14 <module>", "Block", NULL);      /* in which folder is not known */
	site_variables_free(v);
	v = begin_run(L1T_UNKNOWN);
	has(v, "m.py:14 <module>", "Block", NULL);
	site_variables_free(v);
}

static void an_op_is_given_what_its_line_names(void **unused)
{
	struct site_variables *v = begin_run(UINT64_MAX - 1);
	const char *made = "m.py:18 run; m.py:22 <module>";

	(void)unused;
	assert_true(site_is_read(v, made, "ttnn.relu", "m.py:19 run; m.py:22 <module>", "ttnn.add"));
	assert_false(site_is_read(v, made, "ttnn.exp", "m.py:19 run; m.py:22 <module>", "ttnn.add"));
	assert_false(site_is_read(v, made, "ttnn.relu", "m.py:19 run; m.py:22 <module>", "ttnn.exp"));
	assert_false(site_is_read(v, made, "ttnn.relu", "m.py:18 run; m.py:22 <module>", "ttnn.relu"));
	/* another pass of the function, another function, a function inside of it */
	assert_false(site_is_read(v, made, "ttnn.relu", "m.py:19 run; m.py:23 <module>", "ttnn.add"));
	assert_false(site_is_read(v, made, "ttnn.relu", "m.py:19 other; m.py:22 <module>", "ttnn.add"));
	assert_false(site_is_read(v, made, "ttnn.relu", "m.py:2 make; m.py:19 run; m.py:22 <module>", "ttnn.add"));
	/* h is something else by then */
	assert_false(site_is_read(v, made, "ttnn.relu", "m.py:21 run; m.py:22 <module>", "ttnn.exp"));
	assert_false(site_is_read(v, made, NULL, "", NULL));
	assert_false(site_is_read(v, "", NULL, made, NULL));
	site_variables_free(v);
}

static int begin(void **unused)
{
	char path[100];
	FILE *f;

	(void)unused;
	unsetenv("L1TRACE_SOURCES");
	unsetenv("L1TRACE_HIDE");
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/m.py", folder);
	f = fopen(path, "w");
	return !f || fputs(model, f) < 0 || fclose(f);
}

static int end(void **unused)
{
	char command[100];

	(void)unused;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_innermost_line_names_what_its_op_returns),
		cmocka_unit_test(what_a_function_returns_has_the_name_that_its_caller_gives),
		cmocka_unit_test(frames_of_wrappers_are_passed_over),
		cmocka_unit_test(what_is_no_call_site_has_no_variable),
		cmocka_unit_test(the_first_begin_of_a_run_counts),
		cmocka_unit_test(an_op_is_given_what_its_line_names),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
