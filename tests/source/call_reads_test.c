/* What the call of an op in a line of statements is given, and what only stands there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "call_reads.h"

static void expect(bool want, const char *text, const char *op, const char *names)
{
	if (call_reads(text, strlen(text), op, strlen(op), names) != want)
		fail_msg("%s: %s is %sgiven %s", text, op, want ? "not " : "", names);
}

static void arguments_are_given(void **unused)
{
	(void)unused;
	expect(true, "h = ttnn.gelu(h, memory_config=L1)", "gelu", "h");
	expect(true, "    return ttnn.linear(x, self.w, bias=b)", "linear", "self.w");
	expect(true, "    return ttnn.linear(x, self.w, bias=b)", "linear", "b");
	expect(true, "ttnn.linear(\n    x,  # the input\n    w)", "linear", "x");
	expect(true, "y = ttnn.concat([x, h], dim=0)", "concat", "h");
	expect(true, "y = ttnn.concat((x, h), dim=0)", "concat", "h");
	expect(true, "y = exp(ttnn.add(x, 1))", "add", "x");
	expect(true, "for b in blocks: x = ttnn.add(x, b)", "add", "x");
	expect(true, "y = attend(q, k, v)", "attend", "q, k, v");
}

static void what_only_stands_there_is_not(void **unused)
{
	(void)unused;
	expect(false, "h = ttnn.gelu(x)", "gelu", "h");
	expect(false, "y = ttnn.zeros(h.shape)", "zeros", "h");
	expect(false, "y = ttnn.add(self.h, 1)", "add", "h");
	expect(false, "y = ttnn.add(h[0], 1)", "add", "h");
	expect(false, "y = ttnn.add(xs[h], 1)", "add", "h");
	expect(false, "y = ttnn.add(h(1), 1)", "add", "h");
	expect(false, "y = ttnn.add(f(h), 1)", "add", "h");
	expect(false, "y = ttnn.add(x, h=1)", "add", "h");
	expect(false, "y = ttnn.add(hh, 1)", "add", "h");
	expect(false, "y = ttnn.add('h', 1)  # h", "add", "h");
	expect(false, "y = attend(q, k)", "attend", "q, k, v");
	expect(false, "y = ttnn.add(xs, 1)", "add", "xs[]");
	expect(false, "y = ttnn.add(h, 1)", "add", "");
	expect(false, "", "add", "h");
}

static void where_it_is_not_known_which_call_failed_nothing_is(void **unused)
{
	(void)unused;
	expect(false, "y = ttnn.add(h, ttnn.add(x, z))", "add", "h");
	expect(false, "y = ttnn.exp(h)", "add", "h");
	expect(false, "y = ttnn.exp(h); z = ttnn.add(y, 1)", "exp", "h");
	expect(false, "y = ttnn.exp(h) if fast else ttnn.add(h, 1)", "exp", "h");
	expect(false, "y = [ttnn.exp(h) for h in xs]", "exp", "h");
	expect(false, "y = ttnn.exp(h", "exp", "h");
	expect(false, "y = )ttnn.exp(h)", "add", "h");
}

static void operators_are_ops_of_their_own(void **unused)
{
	(void)unused;
	expect(true, "x = x + h", "add", "h");
	expect(true, "x += h", "add", "h");
	expect(true, "return (x + h) * 2", "add", "h");
	expect(false, "x = f(x) + h", "add", "h");
	expect(false, "x = x + h.n", "add", "h");
	expect(false, "x = h", "add", "h");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_are_given),
		cmocka_unit_test(what_only_stands_there_is_not),
		cmocka_unit_test(where_it_is_not_known_which_call_failed_nothing_is),
		cmocka_unit_test(operators_are_ops_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
