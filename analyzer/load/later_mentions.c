/* Whether a name is mentioned later: see later_mentions.h. */
#include <string.h>
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

bool mentioned_later(struct source_files *s, const char *path, size_t path_bytes, uint64_t line,
	const char *name)
{
	const char *text, *rest;
	size_t bytes, own, indent;

	if (!source_statement(s, path, path_bytes, line, &text, &bytes))
		return false;
	own = python_indent(text, bytes);
	for (unsigned i = 0; i < STATEMENTS_LOOKED_AT; i++) {
		line = source_next_line(s, path, path_bytes, line);
		if (!line)
			return false;
		if (!source_statement(s, path, path_bytes, line, &text, &bytes))
			return true;            /* too long to be looked at */
		indent = python_indent(text, bytes);
		if (indent == SIZE_MAX)
			continue;
		if (is_over(text, bytes, indent, own))
			return false;
		rest = after_assignment(text, bytes, name);
		if (rest && !text_mentions(rest, bytes - (size_t)(rest - text), name)) {
			if (indent <= own)
				return false;
			continue;
		}
		if (text_mentions(text, bytes, name))
			return !begins(text + indent, bytes - indent, "del") &&
				!text_mentions(text, bytes, "deallocate");
		if (indent <= own && leaves(text + indent, bytes - indent))
			return false;
	}
	return true;
}
