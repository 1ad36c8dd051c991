/*
 * Which runs diff compares: see compared_pairs.h.
 *
 * Must not know: what differs, how it is shown.
 */
#include <stdlib.h>
#include <string.h>
#include "compared_pairs.h"
#include "database.h"
#include "grown_array.h"
#include "message.h"
#include "run_pairs.h"
#include "ranks_in_words.h"
#include "statement.h"
#include "xalloc.h"

enum {
	STORED_MOST = 1024,     /* each is held against each of the others */
	SIDES = 2,
};

struct named_run {
	int64_t run, rank;      /* -1: not known */
	int side;               /* -1: it is on none */
	bool stored;
	char *name, *path;
};

/* The runs of one side, as run_pairs() wants them. */
struct side {
	struct side_run *at;
	const struct named_run **runs;
	size_t count;
};

static void read_runs(struct compared_pairs *p, sqlite3 *db)
{
	enum { RUN, NAME, PATH, RANK, SIDE, STORED };   /* columns of compared_names.sql */
	sqlite3_stmt *s = statement(db, "compared_names");

	while (database_next(s)) {
		const char *path = (const char *)sqlite3_column_text(s, PATH);
		const bool stored = sqlite3_column_int(s, STORED);

		if (stored && ++p->stored_count > STORED_MOST)
			die(EXIT_UNREADABLE, "the baselines hold more than %d runs; put fewer into one file",
				STORED_MOST);
		GROW(p->runs, p->run_count, p->run_capacity);
		p->runs[p->run_count++] = (struct named_run){.run = sqlite3_column_int64(s, RUN),
			.rank = (int64_t)column_number(s, RANK), .side = (int)(int64_t)column_number(s, SIDE),
			.stored = stored, .name = xstrdup((const char *)sqlite3_column_text(s, NAME)),
			.path = xstrdup(path ? path : "unknown")};
	}
	sqlite3_finalize(s);
}

static int by_rank(const void *a, const void *b)
{
	const struct named_run *x = *(const struct named_run *const *)a, *y = *(const struct named_run *const *)b;

	return x->rank != y->rank ? (x->rank > y->rank) - (x->rank < y->rank) : (x->run > y->run) - (x->run < y->run);
}

static struct side side_of(const struct compared_pairs *p, int number)
{
	struct side side = {.runs = xarray(p->run_count + 1, sizeof(*side.runs)),
		.at = xarray(p->run_count + 1, sizeof(*side.at))};

	for (size_t i = 0; i < p->run_count; i++)
		if (p->runs[i].side == number)
			side.runs[side.count++] = &p->runs[i];
	qsort(side.runs, side.count, sizeof(*side.runs), by_rank);
	for (size_t i = 0; i < side.count; i++)
		side.at[i] = (struct side_run){.rank = side.runs[i]->rank, .name = side.runs[i]->name};
	return side;
}

static void add_pair(struct compared_pairs *p, const struct named_run *a, const struct named_run *b)
{
	GROW(p->at, p->count, p->capacity);
	p->at[p->count] = (struct compared_runs){.pair = (int64_t)p->count + 1, .a = a->run, .b = b->run,
		.before = a->path, .after = b->path, .rank = b->rank >= 0 ? b->rank : a->rank,
		.name = b->stored && !a->stored ? a->name : b->name};
	p->count++;
}

/* The runs of a side without a partner, in words; NULL: there are none. */
static char *alone_of(const struct side *side)
{
	int64_t *ranks = xarray(side->count + 1, sizeof(*ranks));
	const char **names = xarray(side->count + 1, sizeof(*names));
	size_t count = 0;
	char *words;

	for (size_t i = 0; i < side->count; i++) {
		if (side->at[i].partner != RUN_ALONE)
			continue;
		ranks[count] = side->at[i].rank;
		names[count++] = side->at[i].name;
	}
	words = count ? ranks_in_words(ranks, names, count) : NULL;
	free(ranks);
	free(names);
	return words;
}

/* The run of a baseline that has this name, and no other rank; RUN_ALONE: there is none. */
static size_t stored_of(const struct side *stored, const struct side_run *trace)
{
	for (size_t i = 0; i < stored->count; i++)
		if (!strcmp(stored->at[i].name, trace->name) && (stored->at[i].rank < 0 || trace->rank < 0 ||
			stored->at[i].rank == trace->rank))
			return i;
	return RUN_ALONE;
}

/* Of traces of one name, as of a program that ran twice, each is compared with the baseline's run. */
static void add_again(struct compared_pairs *p, const struct side *traces, const struct side *stored, bool first)
{
	for (size_t i = 0; i < traces->count; i++) {
		const size_t j = traces->at[i].partner == RUN_ALONE ? stored_of(stored, &traces->at[i]) : 0;

		if (traces->at[i].partner != RUN_ALONE)
			continue;
		if (j == RUN_ALONE)
			say("the baseline has no run '%s'; l1analyze baseline can add it", traces->at[i].name);
		else if (first)
			add_pair(p, stored->runs[j], traces->runs[i]);
		else
			add_pair(p, traces->runs[i], stored->runs[j]);
	}
}

static void choose(struct compared_pairs *p, const struct compared_inputs *c)
{
	struct side sides[SIDES] = {side_of(p, 0), side_of(p, 1)};
	const bool mixed = p->stored_count && c->traces.word_count;
	const int traces = c->baseline_first;

	run_pairs(sides[0].at, sides[0].count, sides[1].at, sides[1].count);
	for (size_t i = 0; i < sides[0].count; i++)
		if (sides[0].at[i].partner != RUN_ALONE)
			add_pair(p, sides[0].runs[i], sides[1].runs[sides[0].at[i].partner]);
	for (int i = 0; i < SIDES; i++) {
		/* of a baseline of many runs one may be asked for */
		if (!mixed || (i != traces && sides[traces].count > 1))
			p->alone[i] = alone_of(&sides[i]);
	}
	if (mixed)
		add_again(p, &sides[traces], &sides[!traces], c->baseline_first);
	for (int i = 0; i < SIDES; i++) {
		free(sides[i].at);
		free(sides[i].runs);
	}
}

/* What the user calls a side: the word that stands for it, or the first file and how many more. */
static char *name_side(const struct compared_pairs *p, const struct compared_inputs *c, const struct options *o,
	int side)
{
	const bool both = c->baseline_count == SIDES, baseline = c->baseline_count && side == !c->baseline_first;
	const struct named_run *first = NULL;
	size_t count = 0;

	if (both || baseline)
		return xstrdup(c->baselines[both ? side : 0]);
	if (!c->baseline_count && o->typed_count == SIDES && o->word_count > SIDES)
		return xstrdup(o->typed[side]);
	if (c->baseline_count && c->traces.typed_count == 1)
		return xstrdup(c->traces.typed[0]);
	for (size_t i = 0; i < p->run_count; i++)
		if (p->runs[i].side == side && !count++)
			first = &p->runs[i];
	return !first ? xstrdup("nothing") : count > 1 ? xprintf("%s and %zu more", first->path, count - 1)
		: xstrdup(first->path);
}

static bool are_sides(const struct compared_pairs *p, const struct compared_inputs *c)
{
	bool any[SIDES] = {false, false};

	for (size_t i = 0; i < p->run_count; i++)
		if (p->runs[i].side >= 0)
			any[p->runs[i].side] = true;
	if (c->baseline_count > SIDES || (c->baseline_count == SIDES && c->traces.word_count))
		return false;
	return any[0] && any[1];
}

struct compared_pairs compared_pairs(const struct compared_inputs *c, const struct options *o)
{
	struct compared_pairs p = {0};

	read_runs(&p, c->in.db);
	if (!are_sides(&p, c))
		die(EXIT_USAGE, "diff compares two runs, two folders of them, or runs with a baseline; these inputs "
			"hold %zu, of which it is not clear what is held against what", p.run_count);
	choose(&p, c);
	if (!p.count)
		die(EXIT_USAGE, p.stored_count && c->traces.word_count ? "none of these runs is in the baseline"
			: "no run of the first has a rank or name that one of the second has, too");
	for (int i = 0; i < SIDES; i++)
		p.sides[i] = name_side(&p, c, o, i);
	return p;
}

void compared_pairs_free(struct compared_pairs *p)
{
	for (size_t i = 0; i < p->count; i++)
		compared_runs_free(&p->at[i]);
	for (size_t i = 0; i < p->run_count; i++) {
		free(p->runs[i].name);
		free(p->runs[i].path);
	}
	for (int i = 0; i < SIDES; i++) {
		free(p->alone[i]);
		free(p->sides[i]);
	}
	free(p->at);
	free(p->runs);
}

int compared_pairs_incomplete(sqlite3 *db, const struct compared_pairs *p)
{
	int incomplete = 0;

	for (size_t i = 0; i < p->run_count; i++) {
		sqlite3_stmt *s;

		if (!p->runs[i].stored)
			continue;
		s = statement(db, "baseline_is_unfinished");
		sqlite3_bind_int64(s, 1, p->runs[i].run);
		if (!database_any(s))
			continue;
		say("the baseline of '%s' was made of a damaged or unfinished run", p->runs[i].name);
		incomplete = EXIT_INCOMPLETE;
	}
	return incomplete;
}
