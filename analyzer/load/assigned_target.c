/* What a statement assigns to: see assigned_target.h. */
#include <string.h>
#include "assigned_target.h"
#include "python_text.h"

struct text {
	char *at;
	size_t bytes;
	bool over;
};

static void put(struct text *o, const char *text, size_t bytes)
{
	o->over |= bytes > ASSIGNED_NAME_BYTES - o->bytes;
	if (o->over)
		return;
	memcpy(o->at + o->bytes, text, bytes);
	o->bytes += bytes;
	o->at[o->bytes] = 0;
}

/* A text that is a name, without its quotes. */
static bool put_key(struct text *o, const struct token *t)
{
	if (t->bytes < 3 || (*t->at != '"' && *t->at != '\''))
		return false;
	for (size_t i = 1; i + 1u < t->bytes; i++)
		if (!python_in_name(t->at[i]) || (unsigned char)t->at[i] >= 128)
			return false;
	put(o, t->at + 1, t->bytes - 2u);
	return true;
}

/* `i`, `self.i`, `3`, `"k"`, with commas between. */
static bool put_index(struct text *o, struct part p)
{
	bool value = false;

	for (const struct token *t = p.from; t < p.to; t++) {
		if (value ? !is_mark(t, ",") && !is_mark(t, ".") : t->kind == TOKEN_MARK)
			return false;
		if (t->kind == TOKEN_STRING ? !put_key(o, t) : t->kind == TOKEN_NAME && !is_word(t))
			return false;
		if (t->kind == TOKEN_NUMBER && t > p.from && is_mark(t - 1, "."))
			return false;
		if (t->kind != TOKEN_STRING)
			put(o, t->at, t->bytes);
		if (is_mark(t, ","))
			put(o, " ", 1);
		value = !value;
	}
	return value;
}

static bool put_path(struct text *o, struct part p)
{
	const struct token *last, *end = after_path(p, &last);

	if (end != p.to)
		return false;
	for (const struct token *t = p.from; t < p.to;) {
		put(o, t->at, t->bytes);
		if (!is_mark(t, "[")) {
			t++;
			continue;
		}
		end = after_bracket(t, p.to);
		if (!put_index(o, (struct part){t + 1, end - 1}))
			return false;
		put(o, "]", 1);
		t = end;
	}
	return true;
}

bool assigned_target(struct part p, bool list, char out[ASSIGNED_NAME_BYTES + 1])
{
	struct text o = {.at = out};
	const struct token *comma;

	p = bare(bare(p, "("), "[");
	for (;; p.from = comma + 1) {
		comma = p.from;
		while (comma < p.to && (comma->depth != p.from->depth || !is_mark(comma, ",")))
			comma++;
		if (comma == p.from || (list && comma < p.to) || !put_path(&o, (struct part){p.from, comma}))
			return false;
		if (comma == p.to)
			break;
		put(&o, ", ", 2);
	}
	if (list)
		put(&o, "[]", 2);
	return !o.over;
}
