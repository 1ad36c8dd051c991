/* The variable that a call's result is assigned to: see assigned_name.h. */
#include <string.h>
#include "assigned_name.h"
#include "assigned_target.h"
#include "python_tokens.h"

enum { MARK_BYTES_MAX = 3 };

struct wanted {
	enum call_kind kind;
	const char *name;
	size_t bytes;
	char operator[MARK_BYTES_MAX];  /* that means the same as a call of this name; "": none */
};

/* ---- what is assigned ---- */

/* Whether this bracket follows what is called; first: the first token of all. */
static bool opens_call(const struct token *first, const struct token *t)
{
	return is_mark(t, "(") && t > first && (t[-1].kind == TOKEN_NAME ? is_word(t - 1)
		: is_mark(t - 1, ")") || is_mark(t - 1, "]"));
}

/* Whether it could be the call that is wanted. */
static bool could_be(const struct wanted *w, const struct token *first, const struct token *t)
{
	if (w->kind != CALL_NAMED)
		return opens_call(first, t);
	return opens_call(first, t) && t[-1].kind == TOKEN_NAME && t[-1].bytes == w->bytes &&
		!memcmp(t[-1].at, w->name, w->bytes);
}

static size_t count_calls(const struct wanted *w, const struct tokens *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->count; i++)
		n += could_be(w, all->at, &all->at[i]) || (*w->operator && is_mark(&all->at[i], w->operator));
	return n;
}

/* Whether arguments are only names, numbers, texts, and lists of them: nothing else is called. */
static bool are_plain(const struct token *open, const struct token *to)
{
	for (const struct token *t = open + 1; t < to; t++) {
		bool value = t[-1].kind != TOKEN_MARK || is_mark(t - 1, ")") || is_mark(t - 1, "]");

		if (t->kind == TOKEN_NAME && !is_word(t) && !token_is(t, "None") && !token_is(t, "True") &&
			!token_is(t, "False"))
			return false;
		if (t->kind == TOKEN_MARK && (t->bytes > 1 || !strchr(",.=()[]", *t->at) ||
			(value && strchr("([", *t->at))))
			return false;
	}
	return true;
}

static const struct token *find_bracket(const struct token *t, const struct token *to)
{
	while (t < to && !is_mark(t, "["))
		t++;
	return t;
}

/* What follows the call that begins here, if it is the one that is wanted; NULL: it is not. */
static const struct token *after_call(const struct wanted *w, struct part p)
{
	const struct token *last = NULL, *open = after_path(p, &last), *end;

	if (!open || open == p.to || !is_mark(open, "("))
		return NULL;
	end = after_bracket(open, p.to);
	if (!end)
		return NULL;
	if (w->kind == CALL_OBJECT)
		return end;
	if (!last)
		return NULL;
	if (w->kind == CALL_UNKNOWN)
		return find_bracket(p.from, open) == open && are_plain(open, end - 1) ? end : NULL;
	return last->bytes == w->bytes && !memcmp(last->at, w->name, w->bytes) ? end : NULL;
}

/* What follows a path, or a number; NULL: there is none. */
static const struct token *after_operand(struct part p)
{
	const struct token *last, *t = p.from + 1;

	if (p.from == p.to || p.from->kind != TOKEN_NUMBER)
		return after_path(p, &last);
	return p.to - t >= 2 && is_mark(t, ".") && t[1].kind == TOKEN_NUMBER ? t + 2 : t;
}

/* `a.b + c`, in which nothing but the operator makes anything. */
static bool is_operation(const struct wanted *w, struct part p)
{
	const struct token *t = after_operand(p);

	return t && t < p.to && *w->operator && is_mark(t, w->operator) &&
		after_operand((struct part){t + 1, p.to}) == p.to;
}

/* `[call for .. in ..]` */
static bool is_list_of(const struct wanted *w, struct part p)
{
	const struct token *end;

	if (p.from == p.to || !is_mark(p.from, "[") || after_bracket(p.from, p.to) != p.to)
		return false;
	end = after_call(w, (struct part){p.from + 1, p.to - 1});
	return end && end < p.to - 1 && end->kind == TOKEN_NAME && token_is(end, "for");
}

/* ---- statements ---- */

/* `x += y` */
static bool augmented(const struct wanted *w, struct part p,
	char out[ASSIGNED_NAME_BYTES + 1])
{
	const char mark[] = {*w->operator, w->operator[1] ? w->operator[1] : '=',
		w->operator[1] ? '=' : 0, 0};
	const struct token *at = *w->operator ? find_mark(p, mark) : p.to;

	return at < p.to && after_operand((struct part){at + 1, p.to}) == p.to &&
		assigned_target((struct part){p.from, at}, false, out);
}

/* Whether this is the call, or the operation, and nothing else. */
static bool is_wanted(const struct wanted *w, struct part value)
{
	value = bare(value, "(");
	return value.from < value.to && (after_call(w, value) == value.to || is_operation(w, value));
}

/* `history.append(call)` */
static bool appended(const struct wanted *w, size_t calls, struct part p,
	char out[ASSIGNED_NAME_BYTES + 1])
{
	const struct token *last = NULL, *open = after_path(p, &last);

	/* where any call could be the one, so could `append` */
	return open && open < p.to && is_mark(open, "(") && after_bracket(open, p.to) == p.to && last &&
		last > p.from && token_is(last, "append") && calls == 1u + (w->kind != CALL_NAMED) &&
		is_wanted(w, (struct part){open + 1, p.to - 1}) &&
		assigned_target((struct part){p.from, last - 1}, true, out);
}

/* A simple statement. calls: how many there are in its line that could be the one that is wanted. */
static enum assigned name_of(const struct wanted *w, size_t calls, struct part p,
	char out[ASSIGNED_NAME_BYTES + 1])
{
	const struct token *equals = find_mark(p, "="), *colon = find_mark(p, ":");
	struct part target = {p.from, equals < colon ? equals : colon}, value = {p.to, p.to};
	bool returns = p.from < p.to && token_is(p.from, "return"), list;

	if (returns)
		value.from = p.from + 1;
	else if (equals == p.to)
		return (calls == 0 && augmented(w, p, out)) || appended(w, calls, p, out)
			? ASSIGNED_NAME : ASSIGNED_NOTHING;
	else
		for (const struct token *t = equals; t < p.to; t = find_mark((struct part){t + 1, p.to}, "="))
			value.from = t + 1;
	if (calls != 1)
		return ASSIGNED_NOTHING;
	list = !returns && is_list_of(w, bare(value, "("));
	if (!list && !is_wanted(w, value))
		return ASSIGNED_NOTHING;
	if (returns)
		return ASSIGNED_RETURN;
	return assigned_target(target, list, out) ? ASSIGNED_NAME : ASSIGNED_NOTHING;
}

/* The operator for which ttnn calls the op of this name. */
static void find_operator(struct wanted *w)
{
	static const struct { const char *name, *operator; } all[] = {{"add", "+"}, {"add_", "+"},
		{"subtract", "-"}, {"sub", "-"}, {"rsub", "-"}, {"multiply", "*"}, {"mul", "*"},
		{"multiply_", "*"}, {"subtract_", "-"}, {"divide", "/"}, {"div", "/"}, {"divide_", "/"},
		{"matmul", "@"}, {"pow", "**"}};

	for (size_t i = 0; w->kind == CALL_NAMED && i < sizeof(all) / sizeof(*all); i++)
		if (strlen(all[i].name) == w->bytes && !memcmp(all[i].name, w->name, w->bytes))
			memcpy(w->operator, all[i].operator, strlen(all[i].operator));
}

enum assigned assigned_name(const char *statement, size_t bytes, enum call_kind kind, const char *name,
	size_t name_bytes, char out[ASSIGNED_NAME_BYTES + 1])
{
	struct wanted w = {.kind = kind, .name = name, .bytes = name_bytes};
	struct tokens all;
	struct part p;
	size_t calls;
	enum assigned found;

	if (bytes > STATEMENT_BYTES || !read_tokens(&all, statement, bytes))
		return ASSIGNED_NOTHING;
	find_operator(&w);
	calls = count_calls(&w, &all);
	for (p.from = all.at; p.from < all.at + all.count; p.from = p.to + 1) {
		p.to = find_mark((struct part){p.from, all.at + all.count}, ";");
		found = name_of(&w, calls, p, out);
		if (found != ASSIGNED_NOTHING)
			return found;
	}
	return ASSIGNED_NOTHING;
}
