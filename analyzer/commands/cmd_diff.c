/* diff: how two runs differ, and whether the second is worse by more than allowed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "annotations.h"
#include "command.h"
#include "compared_inputs.h"
#include "compared_pairs.h"
#include "comparison.h"
#include "database.h"
#include "diff_many.h"
#include "diff_words.h"
#include "load.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "peak_owners.h"
#include "query_run.h"
#include "readable.h"
#include "statement.h"
#include "thresholds.h"

enum { WORSE_TOLD_MOST = 10 };

static bool has_rows(sqlite3 *db, int64_t pair)
{
	sqlite3_stmt *s = statement(db, "comparison_any");

	sqlite3_bind_int64(s, 1, pair);
	return database_any(s);
}

static void compare(sqlite3 *db, struct compared_runs *c, const struct options *o)
{
	c->ops = comparison_pair(db, c->pair, c->a, c->b, o->filter.has_device ? o->filter.device : -1);
	c->a_figures = run_figures(db, c->a);
	c->b_figures = run_figures(db, c->b);
	c->differs = has_rows(db, c->pair);
}

/* A command to go on with: of many runs about the worst. */
static void put_next(FILE *out, const struct diff_many *m, const struct compared_inputs *c, bool markdown)
{
	const struct compared_runs *worst = &m->at[m->shown[0]];
	char words[60] = "peak --owners";

	if (!markdown)
		fputc('\n', out);
	if (m->count > 1 && worst->rank >= 0 && !c->traces.filter.has_rank)
		snprintf(words, sizeof(words), "peak --owners --rank %" PRId64, worst->rank);
	next_step(out, &c->traces, 0, words);
}

/* For people, or in Markdown: a pair, or many as one answer. */
static int show(sqlite3 *db, const struct compared_pairs *p, const struct diff_many *m,
	const struct compared_inputs *c, const struct options *o)
{
	const bool markdown = o->rows.format == FORMAT_MARKDOWN;
	FILE *out = output_open(o);
	const size_t width = output_width(out, o);

	if (p->count > 1 && markdown)
		diff_many_markdown(out, db, m);
	else if (p->count > 1)
		diff_many_words(out, db, m, width);
	else if (markdown)
		diff_markdown(out, db, p->at);
	else
		diff_words(out, db, p->at, width);
	if (m->all.differs && p->stored_count && !markdown)
		fputs("\nA baseline has figures alone: not the order of ops, nor what is held at the peak,\n"
			"nor lines. Two traces show these, too.\n", out);
	if (m->all.differs && c->traces.word_count)
		put_next(out, m, c, markdown);
	return output_close(out, o);
}

/* Runs that were not compared, where no text says so. */
static void say_alone(const struct compared_pairs *p)
{
	for (int side = 0; side < 2; side++)
		if (p->alone[side])
			say("not compared: %s, which '%s' alone has", p->alone[side], p->sides[side]);
}

/* Reports what is worse by more than allowed, of equal pairs one. Returns how many figures are. */
static size_t too_much_worse(sqlite3 *db, const struct thresholds *t, const struct compared_pairs *p,
	const char *words)
{
	enum { PAIR, WHAT, DEVICE, NAME, MEASURE, A, B, WORSE };        /* of comparison_worse.sql */
	sqlite3_stmt *s = statement(db, "comparison_worse");
	size_t over = 0, worse = 0;

	for (; t->count && database_next(s); worse++) {
		const char *what = (const char *)sqlite3_column_text(s, WHAT),
			*measure = (const char *)sqlite3_column_text(s, MEASURE),
			*who = p->count > 1 ? p->at[sqlite3_column_int64(s, PAIR) - 1].who : NULL;
		const struct threshold *one = threshold_over(t, what, measure,
			sqlite3_column_double(s, WORSE), sqlite3_column_double(s, A));
		char chip[40] = "";

		if (!one || ++over > WORSE_TOLD_MOST)
			continue;
		/* of a failure the chip may be unknown */
		if (sqlite3_column_type(s, DEVICE) != SQLITE_NULL)
			snprintf(chip, sizeof(chip), "chip %" PRId64 ", ", (int64_t)sqlite3_column_int64(s, DEVICE));
		say("%s%s%s%s '%.200s': %s %s -> %s, worse by more than %s", who ? who : "", who ? ", " : "", chip,
			what, (const char *)sqlite3_column_text(s, NAME), measure,
			grouped((uint64_t)sqlite3_column_int64(s, A)), grouped((uint64_t)sqlite3_column_int64(s, B)),
			one->text);
	}
	sqlite3_finalize(s);
	if (over > WORSE_TOLD_MOST)
		say("and %zu more", over - WORSE_TOLD_MOST);
	if (over)
		say("%zu of %zu figures that got worse are worse by more than %s", over, worse, words);
	return over;
}

static unsigned needs(const struct options *o)
{
	return compared_load(o) | LOAD_OPS | LOAD_REGIONS | LOAD_BUFFERS | LOAD_VARIABLES;
}

/* The lines that made it worse, the worst runs first, of equal ones one. */
static void annotate_all(sqlite3 *db, const struct diff_many *m, const struct thresholds *t)
{
	struct annotations *a = annotations_begin(stderr, t);

	for (size_t i = 0; i < m->shown_count; i++)
		annotate(a, db, m->at[m->shown[i]].pair, m->count > 1 ? m->at[m->shown[i]].who : NULL);
	annotations_end(a);
}

static int run(const struct options *o)
{
	const struct options left = options_of_rows(o);
	const struct thresholds t = thresholds_read(o->threshold);
	const bool people = (o->rows.format == FORMAT_TABLE && !o->rows.sort && !o->rows.limit &&
		!o->rows.no_group) || (o->rows.format == FORMAT_MARKDOWN && !o->rows.sort && !o->rows.limit);
	const char *rows = statement_text(o->rows.grouped ? "comparison_groups" : "comparison_rows");
	struct compared_inputs c = compared_open(o, "diff", needs(o), true);
	struct compared_pairs p = compared_pairs(&c, o);
	struct diff_many m;
	int result, incomplete = c.in.incomplete;
	size_t over;

	if (c.traces.word_count && !c.baseline_count)
		peak_owners_keep(c.in.db);
	/* the filters that rows of diff do not have are refused before anything is printed */
	sqlite3_finalize(query_prepare(c.in.db, rows, &left));
	for (size_t i = 0; i < p.count; i++)
		compare(c.in.db, &p.at[i], o);
	m = diff_many(c.in.db, p.at, p.count);
	memcpy(m.sides, p.sides, sizeof(m.sides));
	memcpy(m.alone, p.alone, sizeof(m.alone));
	if (compared_pairs_incomplete(c.in.db, &p))
		incomplete = EXIT_INCOMPLETE;
	if (!people || p.count == 1)
		say_alone(&p);
	result = people ? show(c.in.db, &p, &m, &c, o) : answer(c.in.db, rows, &left);
	over = too_much_worse(c.in.db, &t, &p, o->threshold);
	if (o->annotate)
		annotate_all(c.in.db, &m, &t);
	diff_many_free(&m);
	compared_pairs_free(&p);
	compared_close(&c);
	return result ? result : incomplete ? incomplete : over ? EXIT_FINDING : EXIT_OK;
}

const struct command cmd_diff = {
	.name = "diff",
	.answers = "what two runs differ in, and what made it so: peaks, ops, leaks, failures",
	.help = "Examples:\n"
		"  l1analyze diff before.l1t after.l1t                 what changed, and what made it so\n"
		"  l1analyze diff --threshold 5% before.l1t after.l1t  exit 1 when worse by more\n"
		"  l1analyze diff --threshold peak=2%,leaks=0,headroom=10KiB l1.json new.l1t\n"
		"                                  with a baseline (l1analyze baseline), for a CI\n"
		"  l1analyze diff --annotate --format markdown l1.json new.l1t\n"
		"                                  for a pull request: $GITHUB_STEP_SUMMARY, lines of the source\n"
		"  l1analyze diff before/ after/   each rank with its own: which got worse, the worst first\n"
		"\n"
		"Only what differs has a row. Ops are matched in their order, so that one that was inserted\n"
		"moves no other; and compared by name (their largest bytes, smallest headroom). Leaks are\n"
		"those of a call site, whatever its line; paths are relative to where the program ran: two\n"
		"checkouts are equal. at peak: what the fullest cores hold. worse: by how much the second\n"
		"run is worse; negative: better; 0: neither; times: so many ops changed so.\n"
		"Of two folders, quoted patterns or databases, or of a baseline and traces, each run is compared\n"
		"with that of its rank, else of its name; runs that only one side has are named. Ranks that differ\n"
		"in the same are shown once, and --threshold and --annotate name them; csv has a row for each, with\n"
		"its rank, --grouped one for all. A list of files works where they lie in two folders, or the\n"
		"second half has the ranks of the first.\n"
		"A threshold is for all figures, or for one: peak, headroom, usable, phases, ops, kernels,\n"
		"leaks, failures, free; the last that fits counts. In bytes it allows no more leaks or\n"
		"failures, in % that many of them; leaks=2 is their number, leaks=4KiB their bytes.\n"
		"--annotate prints GitHub's ::error and ::warning lines on stderr, at most 10 of each.\n",
	.takes = TAKES_THRESHOLD | TAKES_GROUPED,
	.words = "BEFORE AFTER",
	.words_apart = true,
	.run = run,
};
