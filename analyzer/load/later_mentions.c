/* Whether a name is mentioned later: see later_mentions.h. */
#include <string.h>
#include "call_reads.h"
#include "later_mentions.h"
#include "python_text.h"

enum { STATEMENTS_LOOKED_AT = 1000 };

bool text_mentions(const char *text, size_t bytes, const char *word)
{
	const char *end = text + bytes;
	size_t n = strlen(word);

	for (const char *p = text; n && (p = memmem(p, (size_t)(end - p), word, n)); p += n)
		if ((p == text || !python_in_name(p[-1])) && (p + n == end || !python_in_name(p[n])))
			return true;
	return false;
}

static bool begins(const char *text, size_t bytes, const char *word)
{
	size_t n = strlen(word);

	return bytes > n && !memcmp(text, word, n) && !python_in_name(text[n]);
}

/* What follows `name =`; NULL: the statement is another one. */
static const char *after_assignment(const char *text, size_t bytes, const char *name)
{
	const char *p = text, *end = text + bytes;
	size_t n = strlen(name);

	while (p < end && python_is_blank(*p))
		p++;
	if ((size_t)(end - p) < n || memcmp(p, name, n))
		return NULL;
	for (p += n; p < end && python_is_blank(*p); p++)
		continue;
	return p + 1 < end && p[0] == '=' && p[1] != '=' ? p + 1 : NULL;
}

bool statement_sets(const char *text, size_t bytes, const char *name)
{
	return after_assignment(text, bytes, name) != NULL;
}

/* The function ends, or what comes is not reached from where we are. */
static bool is_over(const char *text, size_t bytes, size_t indent, size_t own)
{
	static const char *const others[] = {"def", "class", "async"};

	for (size_t i = 0; indent < own && i < sizeof(others) / sizeof(*others); i++)
		if (begins(text + indent, bytes - indent, others[i]))
			return true;
	return indent < own && text[indent] == '@';
}

static bool leaves(const char *text, size_t bytes)
{
	return begins(text, bytes, "return") || begins(text, bytes, "raise");
}

/* Where a function is read on from a statement of it. */
struct walk {
	struct source_files *s;
	const char *path;
	size_t path_bytes, own;         /* own: the indent of that statement */
	uint64_t line;
	unsigned looked_at;
	const char *text;               /* of the last mention */
	size_t bytes, indent;
};

enum mention { NOT_MENTIONED, MENTIONED, IN_DOUBT };

static bool begin_walk(struct walk *w, struct source_files *s, const char *path, size_t path_bytes, uint64_t line)
{
	*w = (struct walk){.s = s, .path = path, .path_bytes = path_bytes, .line = line};
	if (!source_statement(s, path, path_bytes, line, &w->text, &w->bytes))
		return false;
	w->own = python_indent(w->text, w->bytes);
	return true;
}

/* The next statement that mentions the name, before it is set to something else. */
static enum mention next_mention(struct walk *w, const char *name)
{
	while (w->looked_at++ < STATEMENTS_LOOKED_AT) {
		const char *rest;

		w->line = source_next_line(w->s, w->path, w->path_bytes, w->line);
		if (!w->line)
			return NOT_MENTIONED;
		if (!source_statement(w->s, w->path, w->path_bytes, w->line, &w->text, &w->bytes))
			return IN_DOUBT;        /* too long to be looked at */
		w->indent = python_indent(w->text, w->bytes);
		if (w->indent == SIZE_MAX)
			continue;
		if (is_over(w->text, w->bytes, w->indent, w->own))
			return NOT_MENTIONED;
		rest = after_assignment(w->text, w->bytes, name);
		if (rest && !text_mentions(rest, w->bytes - (size_t)(rest - w->text), name)) {
			if (w->indent <= w->own)
				return NOT_MENTIONED;
			continue;
		}
		if (text_mentions(w->text, w->bytes, name))
			return MENTIONED;
		if (w->indent <= w->own && leaves(w->text + w->indent, w->bytes - w->indent))
			return NOT_MENTIONED;
	}
	return IN_DOUBT;
}

bool mentioned_later(struct source_files *s, const char *path, size_t path_bytes, uint64_t line,
	const char *name)
{
	struct walk w;
	enum mention found;

	if (!begin_walk(&w, s, path, path_bytes, line))
		return false;
	found = next_mention(&w, name);
	return found == IN_DOUBT || (found == MENTIONED &&
		!begins(w.text + w.indent, w.bytes - w.indent, "del") &&
		!text_mentions(w.text, w.bytes, "deallocate"));
}

/* After the mention the name is another's, or the function is left. */
static bool is_settled(const struct walk *w, const char *name)
{
	const char *statement = w->text + w->indent;
	size_t bytes = w->bytes - w->indent;

	return w->indent <= w->own && (leaves(statement, bytes) || statement_sets(statement, bytes, name));
}

bool given_later(struct source_files *s, const char *path, size_t path_bytes, uint64_t line, const char *name,
	const char *function, bool (*counts)(const void *context, uint64_t line), const void *context)
{
	struct walk w;

	if (!begin_walk(&w, s, path, path_bytes, line))
		return false;
	while (next_mention(&w, name) == MENTIONED) {
		const char *statement = w.text + w.indent;
		size_t bytes = w.bytes - w.indent;
		const size_t word = begins(statement, bytes, "return") ? sizeof("return") : 0;

		if (text_mentions(statement, bytes, function) && counts(context, w.line) &&
			call_reads(statement + word, bytes - word, function, strlen(function), name))
			return true;
		if (is_settled(&w, name))
			return false;
	}
	return false;
}

bool returned_later(struct source_files *s, const char *path, size_t path_bytes, uint64_t line, const char *name)
{
	struct walk w;

	if (!begin_walk(&w, s, path, path_bytes, line))
		return false;
	while (next_mention(&w, name) == MENTIONED) {
		const char *statement = w.text + w.indent;
		size_t bytes = w.bytes - w.indent;

		if (begins(statement, bytes, "return") && !memchr(statement, '(', bytes))
			return true;
		if (is_settled(&w, name))
			return false;
	}
	return false;
}
