/*
 * The cores of a chip as a map: see core_grid.h.
 *
 * Must not know: SQL, what the shares are of.
 */
#include <string.h>
#include "core_grid.h"

enum { LABEL = 3, CELL = 4, HOT = 90, UNKNOWN = -1 };

void core_grid_begin(struct core_grid *g)
{
	g->wide = g->high = g->outside = 0;
	for (int y = 0; y < GRID_MOST; y++)
		for (int x = 0; x < GRID_MOST; x++)
			g->share[y][x] = -1;
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
			if (percent(a, x, y) != percent(b, x, y))
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
