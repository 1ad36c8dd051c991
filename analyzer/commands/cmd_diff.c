/* diff: how two runs differ, and whether the second is worse by more than allowed. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "annotations.h"
#include "command.h"
#include "compared_inputs.h"
#include "comparison.h"
#include "database.h"
#include "diff_words.h"
#include "grown_array.h"
#include "load.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "peak_owners.h"
#include "query_run.h"
#include "readable.h"
#include "statement.h"
#include "thresholds.h"
#include "xalloc.h"

enum {
	WORSE_TOLD_MOST = 10,
	STORED_MOST = 1024,     /* each is held against each of the others */
};

struct named_run {
	int64_t run;
	char *name, *path;
};

struct pairs {
	struct compared_runs *at;
	size_t count, capacity;
	struct named_run *traces, *stored;
	size_t trace_count, trace_capacity, stored_count, stored_capacity;
};

static void read_names(sqlite3 *db, bool stored, struct named_run **at, size_t *count, size_t *capacity)
{
	enum { RUN, NAME, PATH };       /* columns of compared_names.sql */
	sqlite3_stmt *s = statement(db, "compared_names");

	sqlite3_bind_int(s, 1, stored);
	while (database_next(s)) {
		const char *path = (const char *)sqlite3_column_text(s, PATH);

		if (stored && *count == STORED_MOST)
			die(EXIT_UNREADABLE, "the baselines hold more than %d runs; put fewer into one file",
				STORED_MOST);
		GROW(*at, *count, *capacity);
		(*at)[(*count)++] = (struct named_run){.run = sqlite3_column_int64(s, RUN),
			.name = xstrdup((const char *)sqlite3_column_text(s, NAME)),
			.path = xstrdup(path ? path : "unknown")};
	}
	sqlite3_finalize(s);
}

static void add_pair(struct pairs *p, const struct named_run *a, const struct named_run *b)
{
	GROW(p->at, p->count, p->capacity);
	p->at[p->count] = (struct compared_runs){.pair = (int64_t)p->count + 1, .a = a->run, .b = b->run,
		.before = a->path, .after = b->path};
	p->count++;
}

/* The stored run that belongs to a trace: that of its name, or the only one of the only trace. */
static const struct named_run *stored_of(const struct pairs *p, const struct named_run *trace)
{
	if (p->trace_count == 1 && p->stored_count == 1)
		return p->stored;
	for (size_t i = 0; i < p->stored_count; i++)
		if (!strcmp(p->stored[i].name, trace->name))
			return &p->stored[i];
	say("the baseline has no run '%s'; l1analyze baseline can add it", trace->name);
	return NULL;
}

/* Which runs are compared with which. */
static void choose_pairs(struct pairs *p, const struct compared_inputs *c)
{
	if (!p->stored_count && p->trace_count == 2) {
		add_pair(p, &p->traces[0], &p->traces[1]);
		return;
	}
	if (!c->baseline_count || c->baseline_count > 2 || (c->baseline_count == 2) == (p->trace_count > 0))
		die(EXIT_USAGE, "diff compares two runs, or runs with a baseline, and these inputs hold %zu",
			p->trace_count + p->stored_count);
	for (size_t i = 0; i < p->trace_count; i++) {
		const struct named_run *stored = stored_of(p, &p->traces[i]);

		if (stored && c->baseline_first)
			add_pair(p, stored, &p->traces[i]);
		else if (stored)
			add_pair(p, &p->traces[i], stored);
	}
	/* two baselines: runs of one name, or the only ones */
	for (size_t i = 0; !p->trace_count && i < p->stored_count; i++)
		for (size_t j = i + 1; j < p->stored_count; j++)
			if (!strcmp(p->stored[i].name, p->stored[j].name) || p->stored_count == 2)
				add_pair(p, &p->stored[i], &p->stored[j]);
	if (!p->count)
		die(EXIT_USAGE, "none of these runs is in the baseline");
}

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

/* Reports a baseline that was made of a part of a run. */
static int incomplete_of(sqlite3 *db, const struct named_run *stored)
{
	sqlite3_stmt *s = statement(db, "baseline_is_unfinished");

	sqlite3_bind_int64(s, 1, stored->run);
	if (!database_any(s))
		return 0;
	say("the baseline of '%s' was made of a damaged or unfinished run", stored->name);
	return EXIT_INCOMPLETE;
}

/* For people, or in Markdown, pair after pair. */
static int show(sqlite3 *db, const struct pairs *p, const struct compared_inputs *c, const struct options *o)
{
	const bool markdown = o->rows.format == FORMAT_MARKDOWN;
	FILE *out = output_open(o);
	bool differs = false;

	for (size_t i = 0; i < p->count; i++) {
		if (i)
			fputc('\n', out);
		if (markdown)
			diff_markdown(out, db, &p->at[i]);
		else
			diff_words(out, db, &p->at[i], output_width(out, o));
		differs = differs || p->at[i].differs;
	}
	if (differs && p->stored_count && !markdown)
		fputs("\nA baseline has figures alone: not the order of ops, nor what is held at the peak,\n"
			"nor lines. Two traces show these, too.\n", out);
	if (differs && c->traces.word_count) {
		if (!markdown)
			fputc('\n', out);
		next_step(out, &c->traces, 0, "peak --owners");
	}
	return output_close(out, o);
}

/* Reports what is worse by more than allowed. Returns how many figures are. */
static size_t too_much_worse(sqlite3 *db, const struct thresholds *t, const char *words)
{
	enum { PAIR, WHAT, DEVICE, NAME, MEASURE, A, B, WORSE, CALLSITE, ENTRY };      /* of comparison_worse.sql */
	sqlite3_stmt *s = statement(db, "comparison_worse");
	size_t over = 0, worse = 0;

	for (; t->count && database_next(s); worse++) {
		const char *what = (const char *)sqlite3_column_text(s, WHAT),
			*measure = (const char *)sqlite3_column_text(s, MEASURE);
		const struct threshold *one = threshold_over(t, what, measure,
			sqlite3_column_double(s, WORSE), sqlite3_column_double(s, A));
		char chip[40] = "";

		if (!one || ++over > WORSE_TOLD_MOST)
			continue;
		/* of a failure the chip may be unknown */
		if (sqlite3_column_type(s, DEVICE) != SQLITE_NULL)
			snprintf(chip, sizeof(chip), "chip %" PRId64 ", ", (int64_t)sqlite3_column_int64(s, DEVICE));
		say("%s%s '%.200s': %s %s -> %s, worse by more than %s", chip, what,
			(const char *)sqlite3_column_text(s, NAME), measure,
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

static void free_pairs(struct pairs *p)
{
	for (size_t i = 0; i < p->count; i++) {
		run_figures_free(&p->at[i].a_figures);
		run_figures_free(&p->at[i].b_figures);
	}
	for (size_t i = 0; i < p->trace_count + p->stored_count; i++) {
		struct named_run *r = i < p->trace_count ? &p->traces[i] : &p->stored[i - p->trace_count];

		free(r->name);
		free(r->path);
	}
	free(p->at);
	free(p->traces);
	free(p->stored);
}

static int run(const struct options *o)
{
	const struct options left = options_of_rows(o);
	const struct thresholds t = thresholds_read(o->threshold);
	const bool people = (o->rows.format == FORMAT_TABLE && !o->rows.sort && !o->rows.limit &&
		!o->rows.no_group) || (o->rows.format == FORMAT_MARKDOWN && !o->rows.sort && !o->rows.limit);
	struct compared_inputs c = compared_open(o, "diff", needs(o));
	struct pairs p = {0};
	int result, incomplete = c.in.incomplete;
	size_t over;

	read_names(c.in.db, false, &p.traces, &p.trace_count, &p.trace_capacity);
	read_names(c.in.db, true, &p.stored, &p.stored_count, &p.stored_capacity);
	choose_pairs(&p, &c);
	if (p.trace_count == 2 && !p.stored_count)
		peak_owners_keep(c.in.db);
	/* the filters that rows of diff do not have are refused before anything is printed */
	sqlite3_finalize(query_prepare(c.in.db, statement_text("comparison_rows"), &left));
	for (size_t i = 0; i < p.count; i++)
		compare(c.in.db, &p.at[i], o);
	for (size_t i = 0; i < p.stored_count; i++)
		incomplete = incomplete_of(c.in.db, &p.stored[i]) ? EXIT_INCOMPLETE : incomplete;
	result = people ? show(c.in.db, &p, &c, o) : answer(c.in.db, statement_text("comparison_rows"), &left);
	over = too_much_worse(c.in.db, &t, o->threshold);
	for (size_t i = 0; o->annotate && i < p.count; i++)
		annotate(stderr, c.in.db, p.at[i].pair, &t);
	free_pairs(&p);
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
		"\n"
		"Only what differs has a row. Ops are matched in their order, so that one that was inserted\n"
		"moves no other; and compared by name (their largest bytes, smallest headroom). Leaks are\n"
		"those of a call site, whatever its line; paths are relative to where the program ran: two\n"
		"checkouts are equal. at peak: what the fullest cores hold. worse: by how much the second\n"
		"run is worse; negative: better; 0: neither; times: so many ops changed so.\n"
		"A threshold is for all figures, or for one: peak, headroom, usable, phases, ops, kernels,\n"
		"leaks, failures, free; the last that fits counts. In bytes it allows no more leaks or\n"
		"failures, in % that many of them; leaks=2 is their number, leaks=4KiB their bytes.\n"
		"--annotate prints GitHub's ::error and ::warning lines on stderr, at most 10 of each.\n",
	.takes = TAKES_THRESHOLD,
	.words = "BEFORE AFTER",
	.run = run,
};
