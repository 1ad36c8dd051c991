/*
 * Many pairs of runs for people: see diff_many.h.
 *
 * Must not know: how runs are compared, what is too much.
 */
#include <stdlib.h>
#include <string.h>
#include "diff_many.h"
#include "readable.h"
#include "row_text.h"
#include "xalloc.h"

/* by enum diff_verdict */
static const char *const verdicts[] = {"worse", "otherwise different", "better", "the same"};

char *diff_many_verdict(const struct diff_many *m)
{
	struct text_file text;
	FILE *out = text_file_begin(&text);
	bool any = false, ranks = true;

	for (size_t i = 0; i < m->count; i++)
		ranks = ranks && m->at[i].rank >= 0;
	fprintf(out, "%s %s: ", grouped(m->count), ranks ? "ranks" : "runs");
	for (size_t i = 0; i <= DIFF_EQUAL; i++) {
		if (!m->verdicts[i])
			continue;
		fprintf(out, "%s%s %s", any ? ", " : "", m->verdicts[i] == m->count ? "all"
			: grouped(m->verdicts[i]), verdicts[i]);
		any = true;
	}
	return text_file_end(&text);
}

/* "peak 5 -> 7 (+40 %)", or "peak 5" where it is as before. */
static void put_figure(FILE *out, const struct diff_figure *f, const char *arrow)
{
	char percent[40];

	fprintf(out, "%s %s", f->name, f->a < 0 ? "not known" : grouped((uint64_t)f->a));
	if (f->a != f->b)
		fprintf(out, " %s %s%s", arrow, f->b < 0 ? "not known" : grouped((uint64_t)f->b),
			f->counted ? "" : diff_percent(percent, sizeof(percent), f->a, f->b));
}

/* Of all runs that do not differ: "peak 100 to 200". */
static void put_equal_peaks(FILE *out, const struct diff_many *m, const struct compared_runs *c)
{
	int64_t least = -1, most = -1;

	for (size_t i = 0; i < m->count; i++) {
		const int64_t peak = m->at[i].b_figures.peak_bytes;

		if (m->at[i].same != c->pair || peak < 0)
			continue;
		least = least < 0 || peak < least ? peak : least;
		most = peak > most ? peak : most;
	}
	if (most < 0)
		return;
	fprintf(out, ": peak %s", grouped((uint64_t)least));
	if (most > least)
		fprintf(out, " to %s", grouped((uint64_t)most));
}

char *diff_many_outcome(const struct diff_many *m, const struct compared_runs *c, const char *arrow)
{
	struct diff_figure f[DIFF_FIGURES];
	struct text_file text;
	FILE *out = text_file_begin(&text);

	fputs(verdicts[c->verdict], out);
	if (c->verdict == DIFF_EQUAL) {
		put_equal_peaks(out, m, c);
		return text_file_end(&text);
	}
	diff_figures(c, f);
	for (size_t i = 0; i < DIFF_FIGURES; i++) {
		if (i && f[i].a == f[i].b)
			continue;
		fputs(i ? ", " : ": ", out);
		put_figure(out, &f[i], arrow);
	}
	return text_file_end(&text);
}

const char *diff_many_site(const struct compared_runs *c)
{
	return c->a_figures.peak_bytes != c->b_figures.peak_bytes ? c->b_figures.callsite : NULL;
}

static void put_group(FILE *out, const struct diff_many *m, const struct compared_runs *c, size_t width)
{
	const char *site = diff_many_site(c);
	char *outcome = diff_many_outcome(m, c, "->"), *where = site ? xstrndup(site, diff_frame_bytes(site)) : NULL,
		*line = where ? xprintf("%s, %s", outcome, where) : xstrdup(outcome);

	diff_words_line(out, c->who, line, width);
	free(outcome);
	free(where);
	free(line);
}

static void put_details(FILE *out, sqlite3 *db, const struct compared_runs *c, size_t width)
{
	fputc('\n', out);
	put_text(out, c->who, SIZE_MAX);
	fputs(c->times > 1 ? ", for example " : ": ", out);
	put_text(out, c->before, SIZE_MAX);
	fputs(" -> ", out);
	put_text(out, c->after, SIZE_MAX);
	fputs("\n\n", out);
	diff_words_sections(out, db, c, width);
}

void diff_many_words(FILE *out, sqlite3 *db, const struct diff_many *m, size_t width)
{
	char *verdict = diff_many_verdict(m);
	size_t details = 0;

	put_text(out, m->sides[0], SIZE_MAX);
	fputs(" -> ", out);
	put_text(out, m->sides[1], SIZE_MAX);
	fprintf(out, "\n\n%s\n\n", verdict);
	free(verdict);
	diff_words_figures(out, &m->all, width);
	fputc('\n', out);
	for (size_t i = 0; i < m->shown_count && i < DIFF_GROUPS_MOST; i++)
		put_group(out, m, &m->at[m->shown[i]], width);
	if (m->shown_count > DIFF_GROUPS_MOST)
		fprintf(out, "and %s more that differ from each other (--format csv has all)\n",
			grouped(m->shown_count - DIFF_GROUPS_MOST));
	for (int side = 0; side < 2; side++)
		if (m->alone[side]) {
			char *line = xprintf("%s (only in %s)", m->alone[side], m->sides[side]);

			diff_words_line(out, "not compared", line, width);
			free(line);
		}
	for (size_t i = 0; i < m->shown_count; i++) {
		const struct compared_runs *c = &m->at[m->shown[i]];

		if (c->differs && details++ < DIFF_DETAILS_MOST)
			put_details(out, db, c, width);
	}
	if (details > DIFF_DETAILS_MOST)
		fprintf(out, "\nThe %s others: --rank N shows one, --format csv all.\n",
			grouped(details - DIFF_DETAILS_MOST));
}

/* A row of the table of all. */
static void put_row(FILE *out, const struct diff_many *m, const struct compared_runs *c)
{
	const char *site = diff_many_site(c);
	char *outcome = diff_many_outcome(m, c, "→");
	char *where = site ? xstrndup(site, diff_frame_bytes(site)) : NULL;

	fputs("| ", out);
	put_markdown_text(out, c->who);
	fputs(" | ", out);
	put_markdown_text(out, outcome);
	fputs(" | ", out);
	if (where)
		put_markdown_text(out, where);
	fputs(" |\n", out);
	free(outcome);
	free(where);
}

static void put_headline(FILE *out, const struct diff_many *m)
{
	const struct run_figures *a = &m->all.a_figures, *b = &m->all.b_figures;
	char *verdict = diff_many_verdict(m), percent[40];

	fputs("### L1 of ", out);
	put_markdown_text(out, m->sides[1]);
	fprintf(out, ": %s", verdict);
	if (a->peak_bytes >= 0 && b->peak_bytes >= 0) {
		fprintf(out, "; peak %s", grouped((uint64_t)a->peak_bytes));
		if (a->peak_bytes != b->peak_bytes)
			fprintf(out, " → %s", grouped((uint64_t)b->peak_bytes));
		fprintf(out, " per core%s", diff_percent(percent, sizeof(percent), a->peak_bytes, b->peak_bytes));
	}
	if (m->all.where[0][1]) {
		fputs(" in ", out);
		put_markdown_text(out, m->all.where[0][1]);
	}
	fputc('\n', out);
	free(verdict);
}

void diff_many_markdown(FILE *out, sqlite3 *db, const struct diff_many *m)
{
	size_t details = 0;

	put_headline(out, m);
	fputs("\n| | outcome | where |\n|---|---|---|\n", out);
	for (size_t i = 0; i < m->shown_count && i < DIFF_GROUPS_MOST; i++)
		put_row(out, m, &m->at[m->shown[i]]);
	if (m->shown_count > DIFF_GROUPS_MOST)
		fprintf(out, "| and %s more | | |\n", grouped(m->shown_count - DIFF_GROUPS_MOST));
	diff_markdown_figures(out, &m->all);
	for (int side = 0; side < 2; side++)
		if (m->alone[side]) {
			fputs("\nNot compared, of ", out);
			put_markdown_text(out, m->sides[side]);
			fputs(" alone: ", out);
			put_markdown_text(out, m->alone[side]);
			fputs(".\n", out);
		}
	fputs("\nBefore: ", out);
	put_markdown_text(out, m->sides[0]);
	fputc('\n', out);
	for (size_t i = 0; i < m->shown_count; i++) {
		const struct compared_runs *c = &m->at[m->shown[i]];
		char *summary;

		if (!c->differs || details++ >= DIFF_DETAILS_MOST)
			continue;
		if (c->ops.known) {
			char *ops = diff_ops(c, "→");

			fputs("\nOps of ", out);
			put_markdown_text(out, c->who);
			fprintf(out, ": %s.\n", ops);
			free(ops);
		}
		summary = xprintf("What made it so: %s", c->who);
		diff_markdown_sections(out, db, c, summary);
		free(summary);
	}
}
