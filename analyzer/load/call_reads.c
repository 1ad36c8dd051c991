/* What a call is given: see call_reads.h. */
#include <stdio.h>
#include <string.h>
#include "assigned_name.h"
#include "call_reads.h"
#include "python_tokens.h"

/* Of such a line it is not known which part failed. */
static bool is_plain(struct part p)
{
	static const char *const words[] = {"if", "else", "for", "lambda", "and", "or", "while", "await"};

	for (const struct token *t = p.from; t < p.to; t++) {
		if (is_mark(t, ";") || is_mark(t, ":="))
			return false;
		for (size_t i = 0; t->kind == TOKEN_NAME && i < sizeof(words) / sizeof(*words); i++)
			if (token_is(t, words[i]))
				return false;
	}
	return true;
}

/* What is assigned, or the whole line. */
static struct part value_of(const struct tokens *all)
{
	struct part p = {all->at, all->at + all->count};

	for (const struct token *t = p.from; t < p.to; t++)
		if (!t->depth && is_mark(t, "="))
			p.from = t + 1;
	return p;
}

static bool is_call(const struct token *t, struct part p)
{
	return is_mark(t, "(") && t > p.from && (t[-1].kind == TOKEN_NAME ? is_word(t - 1)
		: is_mark(t - 1, ")") || is_mark(t - 1, "]"));
}

/* The arguments of the only call of this name. False: there is none, or more. */
static bool arguments_of(struct part p, const char *op, size_t op_bytes, struct part *out)
{
	bool found = false;

	for (const struct token *t = p.from; t < p.to; t++) {
		const struct token *after;

		if (!is_call(t, p) || t[-1].bytes != op_bytes || memcmp(t[-1].at, op, op_bytes))
			continue;
		after = after_bracket(t, p.to);
		if (found || !after)
			return false;
		*out = (struct part){t + 1, after - 1};
		found = true;
	}
	return found;
}

/* Only names, numbers, brackets and operators: what runs is an operator's op. */
static bool is_operators(struct part p)
{
	bool any = false;

	for (const struct token *t = p.from; t < p.to; t++) {
		if (is_call(t, p) || is_mark(t, ",") || is_mark(t, "["))
			return false;
		any = any || (t->kind == TOKEN_MARK && strchr("+-*/@&|", *t->at));
	}
	return any;
}

/* What follows `name`, a path, if it stands at `t` as a value of its own; else NULL. */
static const struct token *after_value(const struct token *t, struct part p, const char *name)
{
	const struct token *begin = t;

	while (t < p.to && *name && !strncmp(name, t->at, t->bytes)) {
		name += t->bytes;
		t++;
	}
	if (*name || t == begin || (begin > p.from && is_mark(begin - 1, ".")))
		return NULL;
	return t < p.to && (is_mark(t, ".") || is_mark(t, "[") || is_mark(t, "(") || is_mark(t, "=")) ? NULL : t;
}

static bool reads(struct part p, const char *name)
{
	for (const struct token *t = p.from; t < p.to;) {
		const struct token *after = after_value(t, p, name);

		if (after)
			return true;
		/* over the arguments of other calls, and what is taken out of something */
		after = is_call(t, p) || (is_mark(t, "[") && t > p.from && (t[-1].kind == TOKEN_NAME ||
			is_mark(t - 1, ")") || is_mark(t - 1, "]"))) ? after_bracket(t, p.to) : t + 1;
		if (!after)
			return false;
		t = after;
	}
	return false;
}

bool call_reads(const char *text, size_t bytes, const char *op, size_t op_bytes, const char *names)
{
	char copy[ASSIGNED_NAME_BYTES + 1], *rest = copy;
	struct tokens all;
	struct part p;

	if (!*names || strchr(names, '[') || bytes > STATEMENT_BYTES || !read_tokens(&all, text, bytes))
		return false;
	p = value_of(&all);
	if (!is_plain(p) || (!arguments_of(p, op, op_bytes, &p) && !is_operators(p)))
		return false;
	snprintf(copy, sizeof(copy), "%s", names);
	for (char *name; (name = strsep(&rest, ",")) != NULL;)
		if (!reads(p, name + strspn(name, " ")))
			return false;
	return true;
}
