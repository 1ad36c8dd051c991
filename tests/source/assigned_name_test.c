/*
 * The variable to which a statement assigns what a call returns: found where it is sure, and nowhere
 * else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "assigned_name.h"

/* A call by its name; "()": of an object; "?": of something not known. "return": it is returned. */
static void is_named(const char *statement, const char *call, const char *name)
{
	enum call_kind kind = !strcmp(call, "()") ? CALL_OBJECT : !strcmp(call, "?") ? CALL_UNKNOWN : CALL_NAMED;
	char out[ASSIGNED_NAME_BYTES + 1] = "", *copy = malloc(strlen(statement));
	enum assigned found;

	/* without a byte after it */
	memcpy(copy, statement, strlen(statement));
	found = assigned_name(copy, strlen(statement), kind, call, strlen(call), out);
	free(copy);
	if (found == ASSIGNED_RETURN)
		strcpy(out, "return");
	if (found == ASSIGNED_NOTHING)
		out[0] = 0;
	if (strcmp(out, name ? name : ""))
		fail_msg("%s of '%s' is '%s', not '%s'", call, statement, out, name ? name : "nothing");
}

static void no_name(const char *statement, const char *call)
{
	is_named(statement, call, NULL);
}

static void a_call_has_the_name_of_what_it_is_assigned_to(void **unused)
{
	(void)unused;
	is_named("q = ttnn.linear(x, w)", "linear", "q");
	is_named("    self.kv_cache = ttnn.zeros([1, 8], device=device)\n", "zeros", "self.kv_cache");
	is_named("q, k, v = ttnn.transformer.split(x)", "split", "q, k, v");
	is_named("(q, k) = split(x)", "split", "q, k");
	is_named("[q, k] = split(x)", "split", "q, k");
	is_named("x: ttnn.Tensor = ttnn.relu(x)", "relu", "x");
	is_named("cache[i] = ttnn.zeros(s)", "zeros", "cache[i]");
	is_named("self.layers[i].w = ttnn.zeros(s)", "zeros", "self.layers[i].w");
	is_named("a[0] = zeros(s)", "zeros", "a[0]");
	is_named("a[i, self.j]=zeros(s)", "zeros", "a[i, self.j]");
	is_named("state[\"k_cache\"] = ttnn.zeros(s)", "zeros", "state[k_cache]");
	is_named("a = b = ttnn.zeros(s)", "zeros", "a");
	is_named("x = w = y + z", "add", "x");
	is_named("a = f(1); b = ttnn.zeros(s)", "zeros", "b");
	is_named("y = ttnn.ops[3].relu(x)  # relu(y)", "relu", "y");
	is_named("y = relu(x, note='relu(x) = ')", "relu", "y");
}

static void lines_and_comments_may_stand_between(void **unused)
{
	(void)unused;
	is_named("q = ttnn.linear(\n    x,  # (the input\n    w)\n", "linear", "q");
	is_named("q = (\n    ttnn.linear(x, w)\n)\n", "linear", "q");
	is_named("q = \\\n    ttnn.linear(x, w)\n", "linear", "q");
	is_named("q = \\\r\n    ttnn.linear(x, w)\r\n", "linear", "q");
	is_named("q = (ttnn\n     .linear(x, w))\n", "linear", "q");
	is_named("q = f(\"\"\"a\n(b\"\"\", r'\\\\', b\"\\\"\")", "f", "q");
}

static void what_an_inner_call_returns_has_no_name(void **unused)
{
	(void)unused;
	no_name("y = ttnn.add(ttnn.exp(x), 1)", "exp");
	is_named("y = ttnn.add(ttnn.exp(x), 1)", "add", "y");
	no_name("y = ttnn.add(ttnn.add(a, b), c)", "add");
	no_name("y = ttnn.exp(x) * 2", "exp");
	no_name("y = ttnn.exp(x).reshape(s)", "exp");
	no_name("y = ttnn.exp(x)[0]", "exp");
	no_name("y = f(x) if c else ttnn.exp(x)", "exp");
	no_name("y = [ttnn.exp(x), 1]", "exp");
	no_name("y = {'k': ttnn.exp(x)}", "exp");
	no_name("y = ttnn.exp(x), 1", "exp");
	no_name("y = not_exp(x)", "exp");
	no_name("y = exp", "exp");
	no_name("y = -ttnn.exp(x)", "exp");
	no_name("y = await ttnn.exp(x)", "exp");
	no_name("y = lambda: ttnn.exp(x)", "exp");
	no_name("cache[i] = old(ttnn.exp(x))", "exp");
	no_name("x += ttnn.exp(x)", "exp");
}

static void statements_that_assign_nothing_give_no_name(void **unused)
{
	(void)unused;
	no_name("ttnn.exp(x)", "exp");
	no_name("with ttnn.exp(x) as y:", "exp");
	no_name("for y in ttnn.exp(x):", "exp");
	no_name("if c: y = ttnn.exp(x)", "exp");
	no_name("else: y = ttnn.exp(x)", "exp");
	no_name("try: y = ttnn.exp(x)", "exp");
	no_name("f(y=ttnn.exp(x))", "exp");
	no_name("def f(y=ttnn.exp(x)): pass", "exp");
	no_name("(y := ttnn.exp(x))", "exp");
	no_name("y == ttnn.exp(x)", "exp");
	no_name("yield ttnn.exp(x)", "exp");
	no_name("", "exp");
	no_name("=", "exp");
	no_name("= ttnn.exp(x)", "exp");
	no_name("y = ", "exp");
	no_name("y = ttnn.exp(", "exp");
	no_name("y = ttnn.exp(x))", "exp");
	no_name("y = 'ttnn.exp(x)", "exp");
	no_name("y = (", "exp");
	no_name("]]] = ttnn.exp(x)", "exp");
}

static void what_a_function_returns_is_its_caller_s(void **unused)
{
	(void)unused;
	is_named("return ttnn.exp(x)", "exp", "return");
	is_named("    return (ttnn.exp(\n  x))\n", "exp", "return");
	is_named("return x + y", "add", "return");
	no_name("return ttnn.add(ttnn.exp(x), 1)", "exp");
	no_name("return ttnn.exp(x), 1", "exp");
	no_name("return", "exp");
	no_name("if c: return ttnn.exp(x)", "exp");
}

static void an_operator_is_a_call_of_its_op(void **unused)
{
	(void)unused;
	is_named("z = x + q", "add", "z");
	is_named("z = self.a * 2", "multiply", "z");
	is_named("z = x * 0.5", "multiply", "z");
	is_named("z = 2.5 * x", "multiply", "z");
	is_named("z *= 0.5", "multiply", "z");
	no_name("z = x * 0.5.real", "multiply");
	no_name("z *=", "multiply");
	no_name("z = x *", "multiply");
	is_named("z = a @ b[0]", "matmul", "z");
	is_named("self.z += x", "add", "self.z");
	is_named("z -= 1", "subtract", "z");
	no_name("z = x + q", "subtract");
	no_name("z = x + q + r", "add");
	no_name("z = x + q * r", "add");
	no_name("z = ttnn.add(x, 1 + y)", "add");
	no_name("z = ttnn.multiply(a * b, c)", "multiply");
	no_name("z += x + y", "add");
	no_name("z += f(x)", "add");
	no_name("z -= x", "add");
}

static void elements_of_a_list_have_the_list_s_name(void **unused)
{
	(void)unused;
	is_named("self.cache = [ttnn.zeros(s) for _ in range(8)]", "zeros", "self.cache[]");
	is_named("cache = [\n    zeros(s)\n    for s in shapes if s]", "zeros", "cache[]");
	is_named("history.append(ttnn.sum(x, dim=-1))  # of all", "sum", "history[]");
	is_named("self.all[i].append((x + y))", "add", "self.all[i][]");
	is_named("history.append(self.block(x))", "()", "history[]");
	is_named("history.append(x.to(device))", "?", "history[]");
	no_name("history.append(f(ttnn.sum(x)))", "sum");
	no_name("history.append(ttnn.sum(ttnn.sum(x)))", "sum");
	no_name("history.append(self.block(self.norm(x)))", "()");
	no_name("history.append((ttnn.sum(x), 1))", "sum");
	no_name("history.append(ttnn.sum(x)).y", "sum");
	no_name("history.extend(ttnn.sum(x))", "sum");
	no_name("f().append(ttnn.sum(x))", "sum");
	no_name("append(ttnn.sum(x))", "sum");
	no_name("ttnn.sum(x).append(y)", "sum");
	no_name("history.append()", "sum");
	no_name("cache = [f(ttnn.zeros(s)) for s in all]", "zeros");
	no_name("cache = [f(s) for s in ttnn.zeros(s)]", "zeros");
	no_name("cache = {i: ttnn.zeros(s) for i in all}", "zeros");
	no_name("a, b = [ttnn.zeros(s) for s in all]", "zeros");
}

static void of_a_call_without_a_known_name_it_is_the_only_one(void **unused)
{
	(void)unused;
	is_named("y = x.to(device)", "?", "y");
	is_named("y = ttnn.Tensor(data, [1, 2], None, layout=ttnn.TILE)", "?", "y");
	no_name("y = f(x.to(device))", "?");
	no_name("y = x.to(a + b)", "?");
	no_name("y = x.to(a[0])", "?");
	no_name("y = x[0].to(device)", "?");
	no_name("y = x.to(-a)", "?");
	no_name("y = x.to(not a)", "?");
	no_name("y = x.to(*a)", "?");
	no_name("y = a + b", "?");
	no_name("y = a", "?");
	is_named("q = self.layers[i](x + 1)", "()", "q");
	no_name("q = self.wq(self.norm(x))", "()");
	no_name("q = self.wq(x)[0]", "()");
}

static void a_name_is_of_letters_and_digits_or_there_is_none(void **unused)
{
	char text[400];

	(void)unused;
	no_name("a[f(i)] = ttnn.zeros(s)", "zeros");
	no_name("a[i + 1] = ttnn.zeros(s)", "zeros");
	no_name("a[-1] = ttnn.zeros(s)", "zeros");
	no_name("a[0.5] = ttnn.zeros(s)", "zeros");
	no_name("a[1:2] = ttnn.zeros(s)", "zeros");
	no_name("a['to my love'] = ttnn.zeros(s)", "zeros");
	no_name("a['\x1b[31m'] = ttnn.zeros(s)", "zeros");
	no_name("a[f'{x}'] = ttnn.zeros(s)", "zeros");
	no_name("f(x).y = ttnn.zeros(s)", "zeros");
	no_name("*y = ttnn.zeros(s)", "zeros");
	no_name("q, *rest = ttnn.zeros(s)", "zeros");
	no_name("q, (a, b) = ttnn.zeros(s)", "zeros");
	no_name("q, = ttnn.zeros(s)", "zeros");
	no_name("gr\xc3\xb6\xc3\x9f""e = ttnn.zeros(s)", "zeros");
	no_name("\xff\xfe = ttnn.zeros(s)", "zeros");
	no_name("None = ttnn.zeros(s)", "zeros");
	memset(text, 'a', sizeof(text));
	strcpy(text + ASSIGNED_NAME_BYTES, " = zeros(s)");
	text[ASSIGNED_NAME_BYTES] = 0;
	{
		char statement[500];

		strcat(strcpy(statement, text), " = zeros(s)");
		is_named(statement, "zeros", text);
		strcat(strcat(strcpy(statement, text), "a"), " = zeros(s)");
		no_name(statement, "zeros");
	}
}

static void text_of_any_size_and_kind_ends(void **unused)
{
	static const char *const pieces[] = {"(", "[", ")", "]", "x", "=", ",", "'", "\"\"\"", "\\", "#", "\n",
		"return ", "zeros(", "zeros(x)", "x = ", ".", "+", "\0", "\xff", " ", ":=", "**", "0"};
	unsigned names = 0;
	uint64_t random = 1;
	char *text = malloc(STATEMENT_BYTES + 2000);
	char out[ASSIGNED_NAME_BYTES + 1];

	(void)unused;
	memset(text, '(', STATEMENT_BYTES + 1);
	assert_int_equal(assigned_name(text, STATEMENT_BYTES, CALL_NAMED, "zeros", 5, out), ASSIGNED_NOTHING);
	assert_int_equal(assigned_name(text, STATEMENT_BYTES + 1, CALL_NAMED, "zeros", 5, out), ASSIGNED_NOTHING);
	for (int round = 0; round < 20000; round++) {
		size_t n = 0, words = (size_t)round % 40;
		enum assigned found;
		char *exact;

		for (size_t i = 0; i < words; i++) {
			const char *piece;

			random = random * 6364136223846793005u + 1442695040888963407u;
			piece = pieces[(random >> 33) % (sizeof(pieces) / sizeof(*pieces))];
			memcpy(text + n, piece, *piece ? strlen(piece) : 1);
			n += *piece ? strlen(piece) : 1;
		}
		exact = malloc(n + !n);
		memcpy(exact, text, n);
		memset(out, 0x55, sizeof(out));
		found = assigned_name(exact, n, (enum call_kind)(round % 3), "zeros", 5, out);
		names += found == ASSIGNED_NAME;
		if (found == ASSIGNED_NAME) {
			assert_true(strnlen(out, sizeof(out)) <= ASSIGNED_NAME_BYTES);
			assert_int_equal(strlen(out), strspn(out, "x0zeros_.[], "));
		}
		free(exact);
	}
	assert_true(names);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_has_the_name_of_what_it_is_assigned_to),
		cmocka_unit_test(lines_and_comments_may_stand_between),
		cmocka_unit_test(what_an_inner_call_returns_has_no_name),
		cmocka_unit_test(statements_that_assign_nothing_give_no_name),
		cmocka_unit_test(what_a_function_returns_is_its_caller_s),
		cmocka_unit_test(an_operator_is_a_call_of_its_op),
		cmocka_unit_test(elements_of_a_list_have_the_list_s_name),
		cmocka_unit_test(of_a_call_without_a_known_name_it_is_the_only_one),
		cmocka_unit_test(a_name_is_of_letters_and_digits_or_there_is_none),
		cmocka_unit_test(text_of_any_size_and_kind_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
