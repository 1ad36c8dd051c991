/*
 * What two runs differ in, for people at a terminal: see diff_words.h.
 *
 * Must not know: how runs are compared, what is too much.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "diff_words.h"
#include "readable.h"
#include "statement.h"
#include "xalloc.h"

enum { ROWS_MOST = 12, CHANGE_CHARACTERS = 11, NAME_CHARACTERS = 14 };

void diff_words_line(FILE *out, const char *name, const char *text, size_t width)
{
	fprintf(out, "%-*s", NAME_CHARACTERS, name);
	if (utf8_characters(name) >= NAME_CHARACTERS)
		fprintf(out, "\n%*s", NAME_CHARACTERS, "");
	put_wrapped(out, text, NAME_CHARACTERS, NAME_CHARACTERS, width);
	fputc('\n', out);
}

static void put_value(FILE *out, int64_t value, const char *where)
{
	fputs(value < 0 ? "not known" : grouped((uint64_t)value), out);
	if (where)
		fprintf(out, " (%s)", where);
}

static void put_figure(FILE *out, const struct compared_runs *c, const struct diff_figure *f,
	char *const where[2], bool is_peak, size_t width)
{
	const bool moved = where[0] && where[1] && strcmp(where[0], where[1]) != 0;
	struct text_file text;
	FILE *line;
	char percent[40], *op, *made;

	if (f->a < 0 && f->b < 0)
		return;
	line = text_file_begin(&text);
	put_value(line, f->a, where[0]);
	if (f->a != f->b || moved) {
		fputs(" -> ", line);
		put_value(line, f->b, where[1]);
	}
	fprintf(line, "%s%s", f->unit, f->counted ? "" : diff_percent(percent, sizeof(percent), f->a, f->b));
	if (is_peak) {
		op = diff_worst_op(c, "->");
		fputs(op, line);
		free(op);
		if (f->a != f->b && c->b_figures.callsite) {
			fputs(", ", line);
			put_text(line, c->b_figures.callsite, diff_frame_bytes(c->b_figures.callsite));
		}
	}
	made = text_file_end(&text);
	diff_words_line(out, f->name, made, width);
	free(made);
}

void diff_words_figures(FILE *out, const struct compared_runs *c, size_t width)
{
	struct diff_figure f[DIFF_FIGURES];

	diff_figures(c, f);
	for (size_t i = 0; i < DIFF_FIGURES; i++)
		if (!i || f[i].a != f[i].b)
			put_figure(out, c, &f[i], c->where[i], !i, width);
}

/* A row: the change, both values, whose it is; its call site behind it, or below where there is no room. */
static void put_row(FILE *out, sqlite3_stmt *s, size_t width)
{
	const char *site = (const char *)sqlite3_column_text(s, D_CALLSITE);
	const size_t site_bytes = diff_frame_bytes(site);
	char change[60], values[80], *subject = diff_subject(s);
	size_t used;

	used = (size_t)fprintf(out, "%*s  %s  ", CHANGE_CHARACTERS, diff_change(change, sizeof(change), s),
		diff_values(values, sizeof(values), s, "->"));
	put_wrapped(out, subject, used, CHANGE_CHARACTERS + 2, width);
	used += utf8_characters(subject);
	if (site) {
		if (!width || used + 2 + site_bytes <= width)
			fputs("  ", out);
		else
			fprintf(out, "\n%*s", CHANGE_CHARACTERS + 2, "");
		put_text(out, site, site_bytes);
	}
	fputc('\n', out);
	free(subject);
}

static void put_more(FILE *out, size_t more)
{
	if (more)
		fprintf(out, "%*s  and %s more (--format csv has all)\n", CHANGE_CHARACTERS, "", grouped(more));
}

void diff_words_sections(FILE *out, sqlite3 *db, const struct compared_runs *c, size_t width)
{
	sqlite3_stmt *s = statement(db, "comparison_folded");
	const char *last = NULL;
	size_t rows = 0;

	if (c->ops.known) {
		char *ops = diff_ops(c, "->");

		diff_words_line(out, "ops", ops, width);
		free(ops);
	}

	sqlite3_bind_int64(s, 1, c->pair);
	while (database_next(s)) {
		const char *section = diff_section(c, s);

		if (!section)
			continue;
		if (section != last) {
			put_more(out, rows > ROWS_MOST ? rows - ROWS_MOST : 0);
			fprintf(out, "\n%s\n", section);
			last = section;
			rows = 0;
		}
		if (++rows <= ROWS_MOST)
			put_row(out, s, width);
	}
	put_more(out, rows > ROWS_MOST ? rows - ROWS_MOST : 0);
	sqlite3_finalize(s);
}

/* "nothing differs: peak 663,552 per core, worst op ttnn.linear; .." */
static void put_equal(FILE *out, const struct compared_runs *c, size_t width)
{
	struct diff_figure f[DIFF_FIGURES];
	struct text_file text;
	FILE *line = text_file_begin(&text);
	char *op = diff_worst_op(c, "->"), *made;

	diff_figures(c, f);
	fputs("nothing differs: peak ", line);
	fprintf(line, "%s per core%s", f[0].b < 0 ? "not known" : grouped((uint64_t)f[0].b), op);
	if (f[1].b >= 0)
		fprintf(line, "; headroom %s", grouped((uint64_t)f[1].b));
	fprintf(line, "; %s failure%s", grouped((uint64_t)f[3].b), f[3].b == 1 ? "" : "s");
	fprintf(line, ", %s leak%s", grouped((uint64_t)f[4].b), f[4].b == 1 ? "" : "s");
	if (c->ops.known)
		fprintf(line, ", %s op%s", grouped(c->ops.after), c->ops.after == 1 ? "" : "s");
	made = text_file_end(&text);
	put_wrapped(out, made, 0, 2, width);
	fputc('\n', out);
	free(made);
	free(op);
}

void diff_words(FILE *out, sqlite3 *db, const struct compared_runs *c, size_t width)
{
	put_text(out, c->before, SIZE_MAX);
	fputs(" -> ", out);
	put_text(out, c->after, SIZE_MAX);
	fputs("\n\n", out);
	if (!c->differs) {
		put_equal(out, c, width);
		return;
	}
	diff_words_figures(out, c, width);
	diff_words_sections(out, db, c, width);
}
