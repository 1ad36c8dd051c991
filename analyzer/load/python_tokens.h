/*
 * Python's text as names, numbers, texts and marks, and the least of its grammar: paths such as
 * `self.layers[i].w`, and what stands in brackets.
 *
 * Must not know: what is looked for.
 */
#ifndef PYTHON_TOKENS_H
#define PYTHON_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOKENS_MAX = 2048 };

enum token_kind { TOKEN_NAME, TOKEN_NUMBER, TOKEN_STRING, TOKEN_MARK };

struct token {
	const char *at;
	uint16_t bytes;
	uint8_t kind;           /* enum token_kind */
	int16_t depth;          /* brackets around it; a bracket is outside of itself */
};

struct tokens {
	struct token at[TOKENS_MAX];
	size_t count;
};

/* Tokens from `from` until before `to`. */
struct part {
	const struct token *from, *to;
};

/* False: there are more than anybody writes. At most UINT16_MAX bytes. */
bool read_tokens(struct tokens *all, const char *text, size_t bytes);

bool token_is(const struct token *t, const char *text);
static inline bool is_mark(const struct token *t, const char *text)
{
	return t->kind == TOKEN_MARK && token_is(t, text);
}
/* A name of ASCII that is no keyword. */
bool is_word(const struct token *t);

/* What follows the bracket that closes the one at `open`; NULL: it is not closed. */
const struct token *after_bracket(const struct token *open, const struct token *to);
/* What follows `name`, `name.name`, `name[..].name`, ..; NULL: there is none. last: its last name, NULL
 * if it ends with brackets. */
const struct token *after_path(struct part p, const struct token **last);
/* Without brackets of this kind around all of it. */
struct part bare(struct part p, const char *open);
/* The first of these marks that no bracket surrounds; p.to: there is none. */
const struct token *find_mark(struct part p, const char *mark);

#endif
