/*
 * What two runs differ in, as a comment on GitHub: a headline, a table of figures, and what made it so, folded.
 *
 * Must not know: how runs are compared, what is too much.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "diff_words.h"
#include "readable.h"
#include "row_text.h"
#include "statement.h"
#include "xalloc.h"

enum { ROWS_MOST = 30 };

static void put_cell(FILE *out, const char *text, size_t bytes)
{
	char *part = xstrndup(text, bytes);

	put_markdown_text(out, part);
	free(part);
}

static void put_where(FILE *out, const char *where)
{
	if (where) {
		fputs(" (", out);
		put_markdown_text(out, where);
		fputc(')', out);
	}
}

void diff_markdown_figures(FILE *out, const struct compared_runs *c)
{
	struct diff_figure f[DIFF_FIGURES];

	diff_figures(c, f);
	fputs("\n| | before | after | change |\n|---|--:|--:|--:|\n", out);
	for (size_t i = 0; i < DIFF_FIGURES; i++) {
		char percent[40];

		if (f[i].a < 0 && f[i].b < 0)
			continue;
		fprintf(out, "| %s | %s", f[i].name, f[i].a < 0 ? "" : grouped((uint64_t)f[i].a));
		put_where(out, c->where[i][0]);
		fprintf(out, " | %s", f[i].b < 0 ? "" : grouped((uint64_t)f[i].b));
		put_where(out, c->where[i][1]);
		fputs(" | ", out);
		if (f[i].a >= 0 && f[i].b >= 0 && f[i].a != f[i].b)
			fprintf(out, "%s%s%s", f[i].b < f[i].a ? "-" : "+",
				grouped((uint64_t)(f[i].b < f[i].a ? f[i].a - f[i].b : f[i].b - f[i].a)),
				f[i].counted ? "" : diff_percent(percent, sizeof(percent), f[i].a, f[i].b));
		fputs(" |\n", out);
	}
}

static void put_row(FILE *out, sqlite3_stmt *s)
{
	const char *site = (const char *)sqlite3_column_text(s, D_CALLSITE);
	char change[60], values[80], *subject = diff_subject(s);

	fprintf(out, "| %s | %s | ", diff_change(change, sizeof(change), s),
		diff_values(values, sizeof(values), s, "→"));
	put_cell(out, subject, strlen(subject));
	fputs(" | ", out);
	if (site)
		put_cell(out, site, diff_frame_bytes(site));
	fputs(" |\n", out);
	free(subject);
}

static void put_summary(FILE *out, const char *summary)
{
	fputs("\n<details><summary>", out);
	put_markdown_text(out, summary);
	fputs("</summary>\n", out);
}

static void end_section(FILE *out, size_t rows)
{
	if (rows > ROWS_MOST)
		fprintf(out, "| | | and %s more | |\n", grouped(rows - ROWS_MOST));
}

void diff_markdown_sections(FILE *out, sqlite3 *db, const struct compared_runs *c, const char *summary)
{
	sqlite3_stmt *s = statement(db, "comparison_folded");
	const char *last = NULL;
	size_t rows = 0;

	sqlite3_bind_int64(s, 1, c->pair);
	while (database_next(s)) {
		const char *section = diff_section(c, s);

		if (!section)
			continue;
		if (section != last) {
			if (last)
				end_section(out, rows);
			else
				put_summary(out, summary);
			fprintf(out, "\n**%s**\n\n| change | bytes | what | where |\n|--:|--:|---|---|\n", section);
			last = section;
			rows = 0;
		}
		if (++rows <= ROWS_MOST)
			put_row(out, s);
	}
	if (last) {
		end_section(out, rows);
		fputs("\n</details>\n", out);
	}
	sqlite3_finalize(s);
}

void diff_markdown(FILE *out, sqlite3 *db, const struct compared_runs *c)
{
	const struct run_figures *a = &c->a_figures, *b = &c->b_figures;
	char percent[40], *op = diff_worst_op(c, "→"), *ops;

	fputs("### L1 of ", out);
	put_markdown_text(out, c->after);
	if (a->peak_bytes < 0 || b->peak_bytes < 0)
		fputs(": peak not known", out);
	else if (a->peak_bytes == b->peak_bytes)
		fprintf(out, ": peak %s per core%s", grouped((uint64_t)b->peak_bytes),
			c->differs ? ", as before" : ", nothing differs");
	else
		fprintf(out, ": peak %s → %s per core%s", grouped((uint64_t)a->peak_bytes),
			grouped((uint64_t)b->peak_bytes),
			diff_percent(percent, sizeof(percent), a->peak_bytes, b->peak_bytes));
	put_markdown_text(out, op);
	free(op);
	fputc('\n', out);
	diff_markdown_figures(out, c);
	if (c->ops.known) {
		ops = diff_ops(c, "→");
		fprintf(out, "\nOps: %s.\n", ops);
		free(ops);
	}
	fputs("\nBefore: ", out);
	put_markdown_text(out, c->before);
	fputs("\n", out);
	diff_markdown_sections(out, db, c, "What made it so");
}
