/*
 * The cores of a chip as a map: see core_grid.h.
 *
 * Must not know: SQL, what the shares are of.
 */
#include <stdlib.h>
#include <string.h>
#include "core_grid.h"
#include "readable.h"
#include "xalloc.h"

enum { LABEL = 3, CELL = 4, HOT = 90, UNKNOWN = -1, LETTERS = 26 };

void core_grid_begin(struct core_grid *g)
{
	g->wide = g->high = g->outside = 0;
	for (int y = 0; y < GRID_MOST; y++)
		for (int x = 0; x < GRID_MOST; x++) {
			g->share[y][x] = -1;
			g->bytes[y][x] = 0;
		}
}

void core_grid_set(struct core_grid *g, int64_t x, int64_t y, double share)
{
	if (x < 0 || y < 0 || x >= GRID_MOST || y >= GRID_MOST) {
		g->outside++;
		return;
	}
	g->wide = x < g->wide ? g->wide : (int)x + 1;
	g->high = y < g->high ? g->high : (int)y + 1;
	g->share[y][x] = (float)share;
}

void core_grid_set_bytes(struct core_grid *g, int64_t x, int64_t y, int64_t bytes, int64_t whole)
{
	core_grid_set(g, x, y, whole > 0 ? (double)bytes / (double)whole : -1);
	if (x >= 0 && y >= 0 && x < GRID_MOST && y < GRID_MOST)
		g->bytes[y][x] = bytes;
}

/* Whole percent, rounded down, so that only what is full is 100; UNKNOWN: there is no number. */
static int percent(const struct core_grid *g, int x, int y)
{
	const double share = (double)g->share[y][x];

	return share < 0 ? UNKNOWN : share >= 9.99 ? 999 : (int)(share * 100 + 1e-4);
}

bool core_grid_equal(const struct core_grid *a, const struct core_grid *b)
{
	if (a->wide != b->wide || a->high != b->high || a->outside != b->outside)
		return false;
	for (int y = 0; y < a->high; y++)
		for (int x = 0; x < a->wide; x++)
			if (percent(a, x, y) != percent(b, x, y) || a->bytes[y][x] != b->bytes[y][x])
				return false;
	return true;
}

bool core_grid_is_even(const struct core_grid *g)
{
	const float first = g->share[0][0];

	for (int y = 0; y < g->high; y++)
		for (int x = 0; x < g->wide; x++)
			if (g->share[y][x] < first || g->share[y][x] > first)
				return false;
	return true;
}

static const char *shade(int share)
{
	static const char *const shades[] = {" ", "\xe2\x96\x91", "\xe2\x96\x92", "\xe2\x96\x93", "\xe2\x96\x88"};

	return shades[share < 5 ? 0 : share < 25 ? 1 : share < 50 ? 2 : share < 75 ? 3 : 4];
}

static void put_percent(FILE *out, const struct terminal *t, int share)
{
	if (share == UNKNOWN)
		fputs("   -", out);
	else if (share > 99)
		fprintf(out, "%4d", share);
	else
		fprintf(out, " %s%2d", t->blocks ? shade(share) : " ", share);
}

static void put_tenth(FILE *out, int share)
{
	fputc(share == UNKNOWN ? '-' : share < 1 ? '.' : share > 99 ? '#' : '0' + share / 10, out);
}

static void put_core(FILE *out, const struct terminal *t, const struct core_grid *g, int x, int y,
	bool numbers)
{
	const int share = percent(g, x, y);

	if (share >= HOT)
		put_hue(out, t, HUE_CAPACITY);
	if (numbers)
		put_percent(out, t, share);
	else
		put_tenth(out, share);
	if (share >= HOT)
		put_hue(out, t, HUE_PLAIN);
}

void core_grid_put(FILE *out, const struct terminal *t, const struct core_grid *g, size_t width)
{
	const bool numbers = !width || (size_t)(LABEL + CELL * g->wide) <= width;

	fprintf(out, "%*s", LABEL, "");
	for (int x = 0; x < g->wide; x++)
		if (numbers)
			fprintf(out, "%*d", CELL, x);
		else
			fputc('0' + x % 10, out);
	fputc('\n', out);
	for (int y = 0; y < g->high; y++) {
		fprintf(out, "%*d", LABEL - !numbers, y);
		if (!numbers)
			fputc(' ', out);
		for (int x = 0; x < g->wide; x++)
			put_core(out, t, g, x, y, numbers);
		fputc('\n', out);
	}
	if (!numbers)
		fputs("   a digit is tenths, . under 1 %, # full\n", out);
	if (g->outside)
		fprintf(out, "%d cores lie outside of the map\n", g->outside);
}

struct letters {                /* numbers of bytes, the most first, each once */
	int64_t bytes[LETTERS];
	int percent[LETTERS];   /* of the first core with them */
	int count;
};

/* Adds a number in its place; false: there are too many. */
static bool add_letter(struct letters *l, int64_t bytes, int share)
{
	int at = 0;

	while (at < l->count && l->bytes[at] > bytes)
		at++;
	if (at < l->count && l->bytes[at] == bytes)
		return true;
	if (l->count == LETTERS)
		return false;
	memmove(l->bytes + at + 1, l->bytes + at, (size_t)(l->count - at) * sizeof(*l->bytes));
	memmove(l->percent + at + 1, l->percent + at, (size_t)(l->count - at) * sizeof(*l->percent));
	l->bytes[at] = bytes;
	l->percent[at] = share;
	l->count++;
	return true;
}

static bool find_letters(struct letters *l, const struct core_grid *g)
{
	for (int y = 0; y < g->high; y++)
		for (int x = 0; x < g->wide; x++)
			if (percent(g, x, y) != UNKNOWN && !add_letter(l, g->bytes[y][x], percent(g, x, y)))
				return false;
	return l->count > 0;
}

static void put_letter(FILE *out, const struct terminal *t, const struct letters *l,
	const struct core_grid *g, int x, int y, int wide)
{
	const int share = percent(g, x, y);
	int at = 0;

	while (at < l->count - 1 && l->bytes[at] != g->bytes[y][x])
		at++;
	fprintf(out, "%*s", wide - 1 - (t->blocks && wide > 1), "");
	if (share >= HOT)
		put_hue(out, t, HUE_CAPACITY);
	if (t->blocks && wide > 1)
		fputs(shade(share), out);
	fputc(share == UNKNOWN ? '-' : 'A' + at, out);
	if (share >= HOT)
		put_hue(out, t, HUE_PLAIN);
}

static void put_legend(FILE *out, const struct letters *l, size_t width)
{
	struct text_file text;
	FILE *words = text_file_begin(&text);
	char *line;

	for (int i = 0; i < l->count; i++)
		fprintf(words, "%s%c = %s (%d %%)", i ? ", " : "", 'A' + i,
			grouped((uint64_t)l->bytes[i]), l->percent[i]);
	line = text_file_end(&text);
	fprintf(out, "%*s", LABEL, "");
	put_wrapped(out, line, LABEL, LABEL, width);
	fputc('\n', out);
	free(line);
}

void core_grid_put_bytes(FILE *out, const struct terminal *t, const struct core_grid *g, size_t width)
{
	struct letters l = {0};
	int wide = CELL - 1;

	if (!find_letters(&l, g)) {
		core_grid_put(out, t, g, width);
		return;
	}
	if (width && (size_t)(LABEL + wide * g->wide) > width)
		wide = 1;
	fprintf(out, "%*s", LABEL, "");
	for (int x = 0; x < g->wide; x++)
		fprintf(out, "%*d", wide, wide > 1 ? x : x % 10);
	fputc('\n', out);
	for (int y = 0; y < g->high; y++) {
		fprintf(out, "%*d%s", LABEL - (wide == 1), y, wide == 1 ? " " : "");
		for (int x = 0; x < g->wide; x++)
			put_letter(out, t, &l, g, x, y, wide);
		fputc('\n', out);
	}
	put_legend(out, &l, width);
	if (g->outside)
		fprintf(out, "%d cores lie outside of the map\n", g->outside);
}
