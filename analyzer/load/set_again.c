/* Whether a name is set again: see set_again.h. */
#include <stdio.h>
#include <string.h>
#include "assigned_name.h"
#include "python_text.h"
#include "python_tokens.h"
#include "set_again.h"

enum { STATEMENTS_LOOKED_AT = 1000 };

/* The tokens after `name`, a path, if it stands at `from`; else NULL. */
static const struct token *after_name(const struct token *from, const struct token *to, const char *name)
{
	while (from < to && !strncmp(name, from->at, from->bytes)) {
		name += from->bytes;
		from++;
		if (!*name)
			return from;
	}
	return NULL;
}

static bool is_assignment(const struct token *t)
{
	static const char *const others[] = {"==", "!=", "<=", ">="};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (is_mark(t, others[i]))
			return false;
	return t->kind == TOKEN_MARK && t->at[t->bytes - 1] == '=';
}

/* Whether an assignment that no bracket surrounds comes after `from`. */
static bool is_assigned_after(const struct token *from, const struct token *to)
{
	for (; from < to; from++)
		if (!from->depth && is_assignment(from))
			return true;
	return false;
}

/* Whether the name that ends before `after` is set in this statement, which begins at `begin`. */
static bool is_target(const struct token *begin, const struct token *name, const struct token *after,
	const struct token *to)
{
	if (name > begin && is_mark(name - 1, "."))
		return false;
	if (after < to && (is_mark(after, ".") || is_mark(after, "[") || is_mark(after, "(")))
		return false;
	if (after < to && is_mark(after, ":="))
		return true;
	if (token_is(begin, "del") || (name > begin && token_is(name - 1, "as")) ||
		is_assigned_after(after, to))
		return true;
	if (token_is(begin, "async"))
		begin++;
	if (!token_is(begin, "for"))
		return false;
	for (const struct token *t = begin; t < name; t++)
		if (token_is(t, "in"))
			return false;
	return true;
}

static bool statement_targets(const struct token *from, const struct token *to, const char *name)
{
	for (const struct token *t = from; t < to; t++) {
		const struct token *after = after_name(t, to, name);

		if (after && is_target(from, t, after, to))
			return true;
	}
	return false;
}

bool statements_set(const char *text, size_t bytes, const char *name)
{
	struct tokens all;
	const struct token *from = all.at, *end, *to;

	if (!*name)
		return false;
	if (!read_tokens(&all, text, bytes))
		return true;            /* longer than anybody writes */
	for (end = all.at + all.count; from < end; from = to + 1) {
		to = find_mark((struct part){from, end}, ";");
		if (statement_targets(from, to, name))
			return true;
	}
	return false;
}

static bool any_is_set(const char *text, size_t bytes, const char *names)
{
	char copy[ASSIGNED_NAME_BYTES + 1], *rest = copy;

	snprintf(copy, sizeof(copy), "%s", names);
	for (char *name; (name = strsep(&rest, ", "));) {
		name[strcspn(name, "[")] = 0;
		if (statements_set(text, bytes, name))
			return true;
	}
	return false;
}

struct file_lines {
	struct source_files *s;
	const char *path;
	size_t path_bytes;
};

/* From line `from` on, which is the first of its statement, until that of line `until`, 0: as long as the
 * block is as deep as `least`. */
static bool is_set_in(const struct file_lines *f, uint64_t from, uint64_t until, size_t least,
	const char *names)
{
	unsigned looked = 0;

	for (uint64_t line = from; line && (!until || line <= until);
		line = source_next_line(f->s, f->path, f->path_bytes, line)) {
		const char *text;
		size_t bytes;

		if (looked++ == STATEMENTS_LOOKED_AT ||
			!source_statement(f->s, f->path, f->path_bytes, line, &text, &bytes))
			return true;
		if (python_indent(text, bytes) < least)
			return false;
		if (any_is_set(text, bytes, names))
			return true;
	}
	return false;
}

bool set_again(struct source_files *s, const char *path, size_t path_bytes, uint64_t from, uint64_t until,
	enum set_until when, const char *names)
{
	const struct file_lines f = {s, path, path_bytes};
	const uint64_t begin = source_first_line(s, path, path_bytes, from);
	const uint64_t end = source_first_line(s, path, path_bytes, until);
	const char *text;
	size_t bytes;
	uint64_t next, first;

	if (!begin || !end || begin == end || !source_statement(s, path, path_bytes, from, &text, &bytes))
		return false;
	next = source_next_line(s, path, path_bytes, begin);
	first = when == UNTIL_IT_HAS_RUN ? end : source_next_line(s, path, path_bytes, end);
	if (begin < end)
		return is_set_in(&f, next, when == UNTIL_IT_HAS_RUN ? end : end - 1, 0, names);
	return is_set_in(&f, next, 0, python_indent(text, bytes), names) ||
		is_set_in(&f, first, begin - 1, 0, names);
}
