/*
 * Columns are counted as terminals do (wcwidth): a character may take two of them, or none.
 *
 * Must not know: terminals, what is drawn.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "canvas.h"
#include "grown_array.h"
#include "readable.h"
#include "xalloc.h"

static const char *const codes[] = {
	[STYLE_PLAIN] = NULL, [STYLE_BOLD] = "1", [STYLE_DIM] = "2", [STYLE_BUFFER] = "34",
	[STYLE_PROGRAM] = "33", [STYLE_SMALL] = "32", [STYLE_PERSISTENT] = "35", [STYLE_GOOD] = "32",
	[STYLE_WARN] = "33", [STYLE_BAD] = "1;31", [STYLE_REVERSE] = "7",
};

void canvas_begin(struct canvas *c, unsigned columns, unsigned rows)
{
	c->columns = columns;
	c->rows = rows;
	c->count = 0;
}

void canvas_line(struct canvas *c, int weight)
{
	size_t before = c->capacity;
	struct canvas_line *l;

	GROW(c->lines, c->count, c->capacity);
	if (c->capacity != before)
		memset(c->lines + before, 0, (c->capacity - before) * sizeof(*c->lines));
	l = &c->lines[c->count++];
	l->bytes = 0;
	l->used = 0;
	l->weight = weight;
}

static void append(struct canvas_line *l, const char *bytes, size_t n)
{
	if (l->bytes + n + 1 > l->room) {
		l->room = (l->bytes + n + 1) * 2;
		l->text = xrealloc(l->text, l->room, 1);
	}
	memcpy(l->text + l->bytes, bytes, n);
	l->bytes += n;
	l->text[l->bytes] = 0;
}

/* The next character of a readable text: its bytes, and the columns that it takes. */
static size_t next(const struct canvas *c, const char *at, unsigned *columns)
{
	size_t n = (size_t)utf8_bytes(at);
	wchar_t wide;
	mbstate_t state = {0};
	int width;

	*columns = 1;
	if (n < 2 || !c->unicode)
		return n ? n : 1;
	if (mbrtowc(&wide, at, n, &state) != n)
		return n;
	width = wcwidth(wide);
	*columns = width < 0 ? 1 : (unsigned)width;
	return n;
}

static unsigned width_of(const struct canvas *c, const char *text)
{
	unsigned width = 0, columns;

	while (*text) {
		text += next(c, text, &columns);
		width += columns;
	}
	return width;
}

unsigned canvas_left(const struct canvas *c)
{
	const struct canvas_line *l = &c->lines[c->count - 1];

	return l->used < c->columns ? c->columns - l->used : 0;
}

/* Adds as much as fits. */
static void add(struct canvas *c, enum style style, const char *text)
{
	struct canvas_line *l = &c->lines[c->count - 1];
	bool colour = c->colours && codes[style] && *text;
	unsigned columns;

	if (!canvas_left(c))
		return;
	if (colour) {
		append(l, "\033[", 2);
		append(l, codes[style], strlen(codes[style]));
		append(l, "m", 1);
	}
	while (*text) {
		size_t n = next(c, text, &columns);

		if (columns > canvas_left(c))
			break;
		if (n > 1 && !c->unicode)
			append(l, "?", 1);
		else
			append(l, text, n);
		l->used += columns;
		text += n;
	}
	if (colour)
		append(l, "\033[0m", 4);
}

void canvas_put(struct canvas *c, enum style style, const char *format, ...)
{
	char text[4096];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	add(c, style, text);
}

void canvas_text(struct canvas *c, enum style style, const char *text, unsigned most, bool keep_end)
{
	char safe[4096], *from = safe;
	unsigned left = canvas_left(c), width, columns;

	readable(safe, sizeof(safe), text);
	most = most < left ? most : left;
	width = width_of(c, safe);
	if (width <= most) {
		add(c, style, safe);
		return;
	}
	if (most < 4)
		return;
	if (keep_end) {
		while (width > most - 2) {
			from += next(c, from, &columns);
			width -= columns;
		}
		add(c, style, "..");
		add(c, style, from);
		return;
	}
	for (width = 0; *from; width += columns) {
		size_t n = next(c, from, &columns);

		if (width + columns > most - 2)
			break;
		from += n;
	}
	memcpy(from, "..", 3);
	add(c, style, safe);
}

void canvas_to(struct canvas *c, unsigned column)
{
	struct canvas_line *l = &c->lines[c->count - 1];

	while (l->used < column && l->used < c->columns) {
		append(l, " ", 1);
		l->used++;
	}
}

void canvas_end(struct canvas *c)
{
	while (c->count > c->rows) {
		size_t worst = 0;
		struct canvas_line gone;

		for (size_t i = 1; i < c->count; i++)
			if (c->lines[i].weight >= c->lines[worst].weight)
				worst = i;
		gone = c->lines[worst];
		memmove(c->lines + worst, c->lines + worst + 1,
			(c->count - worst - 1) * sizeof(*c->lines));
		c->lines[--c->count] = gone;    /* its memory is used again */
	}
	/* a line without text has none yet */
	for (size_t i = 0; i < c->count; i++)
		append(&c->lines[i], "", 0);
}

void canvas_free(struct canvas *c)
{
	for (size_t i = 0; i < c->capacity; i++)
		free(c->lines[i].text);
	free(c->lines);
	*c = (struct canvas){0};
}
