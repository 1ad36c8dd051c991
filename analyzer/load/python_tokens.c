/* Python's text as tokens: see python_tokens.h. */
#include <string.h>
#include "python_text.h"
#include "python_tokens.h"

bool token_is(const struct token *t, const char *text)
{
	return t->bytes == strlen(text) && !memcmp(t->at, text, t->bytes);
}

static size_t mark_bytes(const char *text, size_t bytes)
{
	static const char *const longer[] = {"**=", "//=", ">>=", "<<=", "==", "!=", "<=", ">=", ":=",
		"->", "+=", "-=", "*=", "/=", "%=", "@=", "&=", "|=", "^=", "**", "//", "<<", ">>"};

	for (size_t i = 0; i < sizeof(longer) / sizeof(*longer); i++)
		if (strlen(longer[i]) <= bytes && !memcmp(text, longer[i], strlen(longer[i])))
			return strlen(longer[i]);
	return 1;
}

static size_t name_bytes_at(const char *text, size_t bytes)
{
	size_t n = 0;

	while (n < bytes && python_in_name(text[n]))
		n++;
	return n;
}

/* The token that begins with text[0], which is no blank. Letters before a quote belong to the string. */
static struct token token_at(const char *text, size_t bytes)
{
	struct token t = {.at = text, .kind = TOKEN_MARK};
	size_t n = name_bytes_at(text, bytes);

	if (n < bytes && (text[n] == '"' || text[n] == '\'')) {
		t.kind = TOKEN_STRING;
		n += python_string_bytes(text + n, bytes - n);
	} else if (n) {
		t.kind = text[0] >= '0' && text[0] <= '9' ? TOKEN_NUMBER : TOKEN_NAME;
	} else {
		n = mark_bytes(text, bytes);
	}
	t.bytes = (uint16_t)n;
	return t;
}

bool read_tokens(struct tokens *all, const char *text, size_t bytes)
{
	int16_t depth = 0;

	all->count = 0;
	for (size_t at = 0; at < bytes;) {
		struct token t;

		if (strchr(" \t\f\r\n\\", text[at]) && text[at]) {
			at++;
			continue;
		}
		if (text[at] == '#') {
			at += python_line_bytes(text + at, bytes - at);
			continue;
		}
		if (all->count == TOKENS_MAX)
			return false;
		t = token_at(text + at, bytes - at);
		depth = (int16_t)(depth - (t.kind == TOKEN_MARK && strchr(")]}", *t.at) && *t.at));
		t.depth = depth;
		depth = (int16_t)(depth + (t.kind == TOKEN_MARK && strchr("([{", *t.at) && *t.at));
		all->at[all->count++] = t;
		at += t.bytes;
	}
	return true;
}

bool is_word(const struct token *t)
{
	static const char *const keywords[] = {"and", "as", "assert", "async", "await", "break", "class",
		"continue", "def", "del", "elif", "else", "except", "False", "finally", "for", "from",
		"global", "if", "import", "in", "is", "lambda", "None", "nonlocal", "not", "or", "pass",
		"raise", "return", "True", "try", "while", "with", "yield"};

	if (t->kind != TOKEN_NAME)
		return false;
	for (size_t i = 0; i < t->bytes; i++)
		if ((unsigned char)t->at[i] >= 128)
			return false;
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (token_is(t, keywords[i]))
			return false;
	return true;
}

const struct token *after_bracket(const struct token *open, const struct token *to)
{
	for (const struct token *t = open + 1; t < to; t++)
		if (t->depth == open->depth)
			return t + 1;
	return NULL;
}

const struct token *after_path(struct part p, const struct token **last)
{
	const struct token *t = p.from;

	if (t == p.to || !is_word(t))
		return NULL;
	*last = t++;
	while (t && t < p.to) {
		if (is_mark(t, ".") && t + 1 < p.to && is_word(t + 1)) {
			*last = t + 1;
			t += 2;
		} else if (is_mark(t, "[")) {
			*last = NULL;
			t = after_bracket(t, p.to);
		} else {
			break;
		}
	}
	return t;
}

struct part bare(struct part p, const char *open)
{
	while (p.from < p.to && is_mark(p.from, open) && after_bracket(p.from, p.to) == p.to) {
		p.from++;
		p.to--;
	}
	return p;
}

const struct token *find_mark(struct part p, const char *mark)
{
	const struct token *t = p.from;

	while (t < p.to && (t->depth || !is_mark(t, mark)))
		t++;
	return t;
}
