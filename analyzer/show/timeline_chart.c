/*
 * What cores hold over time, as a chart for each run: see timeline_chart.h.
 *
 * Must not know: why it is drawn.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "mark_lines.h"
#include "query_run.h"
#include "readable.h"
#include "statement.h"
#include "timeline_chart.h"
#include "use_columns.h"
#include "xalloc.h"

enum { WIDTH = 80, LINES = 24, LINES_SMALL = 12, LINES_LEAST = 2, LINES_MOST = 20, COLUMNS_LEAST = 4,
	COLUMNS_MOST = 400, LABEL_BYTES = 40 };

struct run_chart {              /* a row of chart_axis.sql */
	int64_t run, begin_ns, end_ns, usable, device;
	int chips;
};

struct charts {
	FILE *out;
	sqlite3 *db;
	const struct options *o;
	struct terminal t;
	size_t below;
	struct time_span *spans;        /* of the run */
	size_t span_count, span_room;
};

static void read_spans(struct charts *c, int64_t run)
{
	enum { RUN, BEGIN_NS, END_NS };         /* columns of chart_spans.sql */
	sqlite3_stmt *s = statement(c->db, "chart_spans");

	c->span_count = 0;
	while (database_next(s)) {
		if (sqlite3_column_int64(s, RUN) != run)
			continue;
		GROW(c->spans, c->span_count, c->span_room);
		c->spans[c->span_count++] = (struct time_span){sqlite3_column_int64(s, BEGIN_NS),
			sqlite3_column_int64(s, END_NS)};
	}
	sqlite3_finalize(s);
}

/* Whether the window has an op: then only its instants count, and nothing is held between them. */
static bool has_op(const struct charts *c)
{
	return c->o->given ? c->o->given->filter.op != NULL : c->o->filter.op != NULL;
}

static void read_changes(struct charts *c, int64_t run, struct use_columns *u)
{
	enum { RUN, TIME_NS, HELD_NS, PERSISTENT_BYTES, L1_SMALL_BYTES, BUFFER_BYTES,
		PROGRAM_BYTES };                /* columns of chart_changes.sql */
	sqlite3_stmt *s = statement(c->db, "chart_changes");

	while (database_next(s)) {
		const bool ends = sqlite3_column_type(s, HELD_NS) != SQLITE_NULL;

		if (sqlite3_column_int64(s, RUN) != run)
			continue;
		use_columns_add(u, sqlite3_column_int64(s, TIME_NS),
			ends ? sqlite3_column_int64(s, HELD_NS) : INT64_MAX, (double[PARTS_HELD]){
			[PART_PERSISTENT] = (double)sqlite3_column_int64(s, PERSISTENT_BYTES),
			[PART_L1_SMALL] = (double)sqlite3_column_int64(s, L1_SMALL_BYTES),
			[PART_BUFFERS] = (double)sqlite3_column_int64(s, BUFFER_BYTES),
			[PART_PROGRAM] = (double)sqlite3_column_int64(s, PROGRAM_BYTES)});
	}
	sqlite3_finalize(s);
}

static void read_instants(struct charts *c, int64_t run, struct use_columns *u)
{
	enum { RUN, TIME_NS, PERSISTENT_BYTES, L1_SMALL_BYTES, BUFFER_BYTES, PROGRAM_BYTES, DEVICE,
		CORE_X, CORE_Y };               /* columns of chart_instants.sql */
	sqlite3_stmt *s = query_prepare(c->db, statement_text(c->o->filter.has_core
		? "chart_core_instants" : "chart_instants"), c->o);

	while (database_next(s))
		if (sqlite3_column_int64(s, RUN) == run)
			use_columns_add(u, sqlite3_column_int64(s, TIME_NS), 0, (double[PARTS_HELD]){
				[PART_PERSISTENT] = (double)sqlite3_column_int64(s, PERSISTENT_BYTES),
				[PART_L1_SMALL] = (double)sqlite3_column_int64(s, L1_SMALL_BYTES),
				[PART_BUFFERS] = (double)sqlite3_column_int64(s, BUFFER_BYTES),
				[PART_PROGRAM] = (double)sqlite3_column_int64(s, PROGRAM_BYTES)});
	sqlite3_finalize(s);
}

/* Failures in each column; whether there is any. */
static bool read_failures(struct charts *c, int64_t run, const struct use_columns *u, uint64_t *counts)
{
	enum { RUN, TIME_NS };                  /* columns of chart_failures.sql */
	sqlite3_stmt *s = statement(c->db, "chart_failures");
	bool any = false;

	while (database_next(s)) {
		const int64_t at = sqlite3_column_int64(s, TIME_NS);

		if (sqlite3_column_int64(s, RUN) != run || at < u->begin_ns || at > u->end_ns)
			continue;
		counts[use_columns_at(u, at)]++;
		any = true;
	}
	sqlite3_finalize(s);
	return any;
}

/* "132.210 ms", as tables have times. */
static const char *time_label(char *out, int64_t time_ns)
{
	snprintf(out, LABEL_BYTES, "%.3f ms", (double)time_ns / 1e6);
	return out;
}

/* What the chart is of, in lines that the caller frees. */
static char *title_of(struct charts *c, const struct run_chart *r, bool several)
{
	const struct options *given = c->o->given ? c->o->given : c->o;
	struct text_file text, lines;
	FILE *out = text_file_begin(&text);
	char *words;

	if (several)
		fprintf(out, "run %" PRId64 ": ", r->run);
	if (given->filter.has_core)
		fprintf(out, "bytes of core %s", given->filter.core_word);
	else
		fputs("bytes of the fullest core", out);
	if (r->chips > 1)
		fprintf(out, " of %d chips", r->chips);
	else
		fprintf(out, " of chip %" PRId64, r->device);
	fputs(", each column at its fullest moment", out);
	words = text_file_end(&text);
	out = text_file_begin(&lines);
	put_wrapped(out, words, 0, 2, c->t.width);
	fputc('\n', out);
	free(words);
	return text_file_end(&lines);
}

/* What the letters or colours of the columns mean, likewise; "": nothing is held. */
static char *legend_of(struct charts *c, const struct stacked_chart *chart)
{
	bool has[PARTS_HELD] = {0}, any = false;
	struct text_file lines;
	FILE *out = text_file_begin(&lines);

	for (size_t i = 0; i < chart->count; i++)
		for (int part = 0; part < PARTS_HELD; part++) {
			has[part] |= chart->columns[i].amounts[part] > 0;
			any |= has[part];
		}
	if (any) {
		fprintf(out, "%*s", (int)chart->margin, "");
		put_part_names(out, &c->t, has, chart->margin, c->t.width);
		fputc('\n', out);
	}
	return text_file_end(&lines);
}

static size_t lines_in(const char *text)
{
	size_t lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

bool timeline_chart_is_small(const struct terminal *t, size_t below)
{
	return t->lines && t->lines < LINES_SMALL + below;
}

/* Lines that a screen has left for the columns, where so many stand beside capacity, axis, times and the
 * shell's prompt. */
static size_t lines_left(const struct charts *c, size_t others)
{
	const size_t used = 4 + others;

	return c->t.lines < used + LINES_LEAST ? LINES_LEAST
		: c->t.lines - used > LINES_MOST ? LINES_MOST : c->t.lines - used;
}

static void draw(struct charts *c, const struct run_chart *r, const struct use_columns *u, bool several)
{
	const bool small = timeline_chart_is_small(&c->t, c->below);
	uint64_t *failures = xcalloc(u->count, sizeof(*failures));
	const bool failed = read_failures(c, r->run, u, failures) && !small;
	struct mark_lines *marks = mark_lines_read(c->db, r->run, u);
	size_t depths = small ? 0 : mark_lines_count(marks);
	char from[LABEL_BYTES], to[LABEL_BYTES], *title, *legend;
	struct stacked_chart chart = {.columns = u->columns, .count = u->count,
		.capacity = r->usable > 0 ? (uint64_t)r->usable : 0, .margin = chart_margin(c->t.width),
		.from = time_label(from, u->begin_ns), .to = time_label(to, u->end_ns),
		.peak = 1 + use_columns_at(u, u->most_ns)};

	title = small ? xstrdup("") : title_of(c, r, several);
	legend = small ? xstrdup("") : legend_of(c, &chart);
	chart.lines = lines_left(c, lines_in(title) + lines_in(legend) + depths + failed +
		chart_says_capacity(&chart) + (small ? 0 : c->below));
	fputs(title, c->out);
	chart_put(c->out, &c->t, &chart);
	if (failed)
		chart_put_marks(c->out, &c->t, &chart, "failed", failures);
	for (size_t i = 0; i < depths; i++)
		mark_lines_put(c->out, &c->t, &chart, marks, i);
	fputs(legend, c->out);
	mark_lines_free(marks);
	free(failures);
	free(title);
	free(legend);
}

/* Whether the run has an instant in the window, and so a chart. */
static bool chart_of(struct charts *c, const struct run_chart *r, bool several)
{
	const size_t margin = chart_margin(c->t.width),
		room = c->t.width > margin + COLUMNS_LEAST ? c->t.width - margin : COLUMNS_LEAST;
	struct use_columns u;
	bool any;

	read_spans(c, r->run);
	use_columns_begin(&u, room < COLUMNS_MOST ? room : COLUMNS_MOST, r->begin_ns,
		r->end_ns > r->begin_ns ? r->end_ns : r->begin_ns + 1, c->spans, c->span_count);
	if (has_op(c))
		read_instants(c, r->run, &u);
	else
		read_changes(c, r->run, &u);
	any = u.most >= 0;
	if (any)
		draw(c, r, &u, several);
	use_columns_free(&u);
	return any;
}

size_t timeline_chart(FILE *out, sqlite3 *db, const struct options *o, const struct terminal *t,
	size_t below)
{
	enum { RUN, BEGIN_NS, END_NS, USABLE_BYTES, CHIPS, DEVICE };    /* columns of chart_axis.sql */
	struct charts c = {.out = out, .db = db, .o = o, .t = *t, .below = below};
	struct run_chart *runs = NULL;
	size_t count = 0, room = 0, drawn = 0;
	sqlite3_stmt *s = statement(db, "chart_axis");

	c.t.width = c.t.width ? c.t.width : WIDTH;
	c.t.lines = c.t.lines ? c.t.lines : LINES;
	while (database_next(s)) {
		GROW(runs, count, room);
		runs[count++] = (struct run_chart){sqlite3_column_int64(s, RUN),
			sqlite3_column_int64(s, BEGIN_NS), sqlite3_column_int64(s, END_NS),
			sqlite3_column_int64(s, USABLE_BYTES), sqlite3_column_int64(s, DEVICE),
			sqlite3_column_int(s, CHIPS)};
	}
	sqlite3_finalize(s);
	for (size_t i = 0; i < count; i++) {
		if (drawn)
			fputc('\n', out);
		drawn += chart_of(&c, &runs[i], count > 1);
	}
	free(runs);
	free(c.spans);
	return drawn;
}
