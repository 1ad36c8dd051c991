/*
 * A small picture in text of how a bank filled and broke up over time: see space_plot.h. All
 * columns stand for equally many states, and each shows the state whose largest free block is the
 * smallest.
 *
 * Must not know: where the rows come from.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "readable.h"
#include "space_plot.h"
#include "table_rows.h"
#include "xalloc.h"

enum { COLUMNS = 64, LINES = 8, MARGIN = 9, COLUMNS_LEAST = 8 };

/* columns of frag_states.sql */
enum column { C_RUN, C_CHIPS, C_MESH, C_KIND, C_HANDLE, C_TIME_NS, C_CAPACITY_BYTES, C_FREE_BYTES,
	C_LARGEST_FREE_BYTES };

struct sample {
	double time_ns;
	double taken, scattered;        /* shares of the capacity, from 0 to 1 */
};

struct series {
	int64_t run, handle;
	char title[160];
	struct sample *at;
	size_t count, capacity;
};

static void add(struct series *s, sqlite3_stmt *row)
{
	double capacity = (double)sqlite3_column_int64(row, C_CAPACITY_BYTES);
	double bytes = (double)sqlite3_column_int64(row, C_FREE_BYTES);

	GROW(s->at, s->count, s->capacity);
	s->at[s->count++] = (struct sample){(double)sqlite3_column_int64(row, C_TIME_NS),
		(capacity - bytes) / capacity,
		(bytes - (double)sqlite3_column_int64(row, C_LARGEST_FREE_BYTES)) / capacity};
}

/* The sample that a column shows: the one whose largest free block is the smallest. */
static const struct sample *worst(const struct series *s, size_t column, size_t columns)
{
	size_t from = s->count * column / columns, to = s->count * (column + 1) / columns;
	const struct sample *w = &s->at[from];

	for (size_t i = from; i < to; i++)
		if (s->at[i].taken + s->at[i].scattered > w->taken + w->scattered)
			w = &s->at[i];
	return w;
}

/*
 * The character at a height from 0 to 1. Callers give the height of a line's middle, so that a full
 * bank fills all lines.
 */
static char mark(const struct sample *s, double height)
{
	return s->taken > height ? '#' : s->taken + s->scattered > height ? ':' : ' ';
}

static void draw(FILE *out, const struct series *s, size_t width)
{
	size_t room = !width ? COLUMNS : width > MARGIN + COLUMNS_LEAST ? width - MARGIN : COLUMNS_LEAST;
	size_t most = room < COLUMNS ? room : COLUMNS, columns = s->count < most ? s->count : most;
	char *title;

	if (s->count < 2)
		return;
	title = xprintf("%s: %zu states, %.3f ms to %.3f ms", s->title, s->count,
		s->at[0].time_ns / 1e6, s->at[s->count - 1].time_ns / 1e6);
	fputc('\n', out);
	put_wrapped(out, title, 0, 2, width);
	fputc('\n', out);
	free(title);
	for (int line = LINES - 1; line >= 0; line--) {
		fputs(line == LINES - 1 ? " 100 % |" : line ? "       |" : "   0 % |", out);
		for (size_t i = 0; i < columns; i++)
			fputc(mark(worst(s, i, columns), (line + 0.5) / LINES), out);
		fputs("|\n", out);
	}
}

void plot_space(FILE *out, sqlite3_stmt *rows, size_t width)
{
	struct series s = {0};
	bool drawn = false;
	char kind[32] = "";

	for (bool more = true; more;) {
		const char *its, *chips;
		char where[64];

		more = database_next(rows);
		its = more ? (const char *)sqlite3_column_text(rows, C_KIND) : NULL;
		its = its ? its : "?";
		if (s.count && (!more || s.run != sqlite3_column_int64(rows, C_RUN) ||
			s.handle != sqlite3_column_int64(rows, C_HANDLE) || strcmp(kind, its))) {
			draw(out, &s, width);
			drawn |= s.count > 1;
			s.count = 0;
		}
		if (!more || sqlite3_column_int64(rows, C_CAPACITY_BYTES) <= 0)
			continue;
		s.run = sqlite3_column_int64(rows, C_RUN);
		s.handle = sqlite3_column_int64(rows, C_HANDLE);
		snprintf(kind, sizeof(kind), "%s", its);
		chips = (const char *)sqlite3_column_text(rows, C_CHIPS);
		put_ranges(where, sizeof(where), chips ? chips : "?");
		snprintf(s.title, sizeof(s.title), "run %" PRId64 ", %s %s, mesh %" PRId64 ", %.20s", s.run,
			strpbrk(where, ",-") ? "chips" : "chip", where,
			(int64_t)sqlite3_column_int64(rows, C_MESH), its);
		add(&s, rows);
	}
	if (drawn) {
		fputs("   ", out);
		put_wrapped(out, "# taken,  : free, outside the largest block,  blank: the largest block", 3, 3,
			width);
		fputc('\n', out);
	}
	free(s.at);
}
