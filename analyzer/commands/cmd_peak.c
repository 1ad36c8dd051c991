/* peak: how much each core's L1 held at its worst moment, and of what parts. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "command.h"
#include "database.h"
#include "grouping.h"
#include "input.h"
#include "load.h"
#include "load_needs.h"
#include "message.h"
#include "next_step.h"
#include "no_marks.h"
#include "output.h"
#include "owner_rows.h"
#include "peak_grid.h"
#include "peak_owners.h"
#include "query_run.h"
#include "readable.h"
#include "statement.h"
#include "worst_core.h"
#include "xalloc.h"

/* Prints the peak of L1_SMALL alone: its worst moment is seldom that of the whole L1. */
static void tell_small(FILE *out, sqlite3 *db, const struct options *o)
{
	/* columns of peak_small.sql */
	enum { MOST_L1_SMALL_BYTES, L1_SMALL_SIZE_BYTES };
	sqlite3_stmt *s = query_prepare(db, statement_text("peak_small"), o);

	if (database_next(s)) {
		fprintf(out, "L1_SMALL: at most %s", grouped((uint64_t)sqlite3_column_int64(s,
			MOST_L1_SMALL_BYTES)));
		if (sqlite3_column_type(s, L1_SMALL_SIZE_BYTES) != SQLITE_NULL)
			fprintf(out, " of %s", grouped((uint64_t)sqlite3_column_int64(s,
				L1_SMALL_SIZE_BYTES)));
		fputs(" bytes (peak --kind l1_small)\n", out);
	}
	sqlite3_finalize(s);
}

/* The input that is this run: its index among the words; -1: none, a database has it beside others. */
static int input_of(sqlite3 *db, const struct options *o, int run)
{
	sqlite3_stmt *s = statement(db, "load_run_path");
	int at = -1;

	bind_number(s, 1, (uint64_t)run);
	if (database_next(s) && sqlite3_column_type(s, 0) != SQLITE_NULL)
		for (int i = 0; i < o->word_count && at < 0; i++)
			if (!strcmp((const char *)sqlite3_column_text(s, 0), o->words[i]))
				at = i;
	sqlite3_finalize(s);
	return at < 0 && o->word_count == 1 && !database_several_runs(db) ? 0 : at;
}

/* The options with only the input that is this run; unchanged where that is not known. */
static struct options of_run(sqlite3 *db, const struct options *o, int run)
{
	const int input = input_of(db, o, run);
	struct options one = *o;

	/* a database has other runs beside it: --rank stays */
	if (input >= 0 && !database_looks_like(o->words[input])) {
		one.words = o->words + input;
		one.word_count = 1;
		one.expanded = NULL;
	}
	return one;
}

static bool tells_uses(sqlite3 *db, int run)
{
	sqlite3_stmt *s = statement(db, "run_has_uses");

	bind_number(s, 1, (uint64_t)run);
	return database_any(s);
}

/*
 * Prints commands to continue with: the address map at the peak, the core's use over time, what would
 * lower it, all of it as a page.
 */
static void put_next(FILE *out, sqlite3_stmt *s, const struct options *given)
{
	const struct options one = of_run(sqlite3_db_handle(s), given, sqlite3_column_int(s, C_RUN)),
		*o = &one;
	char words[80];

	if (sqlite3_column_type(s, C_OP) != SQLITE_NULL)
		snprintf(words, sizeof(words), "at --op %" PRId64, (int64_t)sqlite3_column_int64(s, C_OP));
	else
		snprintf(words, sizeof(words), "at %" PRId64 "ns", (int64_t)sqlite3_column_int64(s, C_TIME_NS));
	next_step(out, o, 0, words);
	next_step_again(out, o, 0, "peak --owners");
	snprintf(words, sizeof(words), "timeline --core %d,%d", sqlite3_column_int(s, C_CORE_X),
		sqlite3_column_int(s, C_CORE_Y));
	next_step_again(out, o, 0, words);
	if (tells_uses(sqlite3_db_handle(s), sqlite3_column_int(s, C_RUN)))
		next_step_again(out, o, 0, "advise");
	/* a page is of one run, the whole of it; report takes no --rank */
	if (input_of(sqlite3_db_handle(s), given, sqlite3_column_int(s, C_RUN)) >= 0 &&
		!options_timed(o->given ? o->given : o) && !(o->filter.has_rank && o->expanded))
		next_step_again(out, o, 0, "report -o run.html");
}

/* The question for groups of cores: of one run, or of what several have in common. */
static const char *of_groups(sqlite3 *db)
{
	return database_several_runs(db) ? "peak_ranks" : "peak_groups";
}

/* Prints for people the groups of cores, and the worst core of all in words. */
static int show(sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s = query_rows(db, query_text(of_groups(db)), o);
	bool small = o->given && o->given->filter.kind && !strcmp(o->given->filter.kind, "l1_small");
	FILE *out = output_open(o);

	output_rows(out, s, o);
	sqlite3_finalize(s);
	s = query_prepare(db, statement_text("peak_fullest"), o);
	if (database_next(s) && sqlite3_column_int64(s, C_PEAK_BYTES)) {
		const struct terminal t = output_terminal(out, o);

		fputc('\n', out);
		put_worst(out, &t, s, small, t.width);
		tell_small(out, db, o);
		if (output_draws(o->given ? o->given : o))
			put_peak_grids(out, db, &t, small, t.width);
		put_next(out, s, o);
	}
	sqlite3_finalize(s);
	return output_close(out, o);
}

#define WORDS "device " GROUPING_OP_WORDS " mark module rank run"

/* The rows of --by; `ranks`: one for all runs. What groups ops needs load_for_op_peaks(). */
static const char *grouped_by(const struct grouping *g, bool ranks)
{
	return grouping_is(g, "device") ? query_text("peak_by_device")
		: grouping_is(g, "run") ? query_text("peak_by_run")
		: grouping_is(g, "rank") ? query_text("peak_by_rank")
		: grouping_is(g, "mark") ? query_text(ranks ? "peak_by_mark_ranks" : "peak_by_mark")
		: grouping_is(g, "module") ? query_text(ranks ? "peak_by_module_ranks" : "peak_by_module")
		: grouping_is(g, "op") ? query_text("peak_by_op")
		: grouping_is(g, "caller") ? statement_text("peak_by_caller") : statement_text("peak_by");
}

static bool is_dram(const struct options *o)
{
	return o->filter.kind && !strcmp(o->filter.kind, "dram");
}

/* Ends the program when a filter cannot be applied: an answer for the whole run would be wrong. */
static void refuse(const struct options *o, const struct grouping *g)
{
	bool by_mark = grouping_is(g, "mark") || grouping_is(g, "module");
	const char *given = o->filter.from.given ? "from" : o->filter.to.given ? "to" : o->filter.op ? "op"
		: o->filter.has_core ? "core" : o->filter.kind ? "kind" : NULL;

	if (o->owners && (g->word || o->rows.grouped || o->rows.chart || is_dram(o)))
		die(EXIT_USAGE, "peak --owners is about one core at one moment; leave out --%s",
			g->word ? "by" : o->rows.grouped ? "grouped" : o->rows.chart ? "chart" : "kind dram");
	if (o->rows.chart && (g->word || is_dram(o) || o->rows.grouped || o->filter.has_core))
		die(EXIT_USAGE, "peak --chart draws all cores; leave out --%s", g->word ? "by"
			: is_dram(o) ? "kind dram" : o->rows.grouped ? "grouped" : "core");
	if (o->rows.chart)
		output_draws(o);        /* ends the program if rows are asked for, too */
	if (by_mark && given)
		die(EXIT_USAGE, "peak --by %s cannot be limited with --%s; it takes --mark and --device",
			g->word, given);
	if (g->column && o->filter.kind)
		die(EXIT_USAGE, "peak --by %s cannot be limited with --kind; its columns show each",
			g->word);
	if (is_dram(o) && (g->word || o->filter.op || o->filter.has_core))
		die(EXIT_USAGE, "peak --kind dram cannot be limited with --%s; banks have no cores",
			g->word ? "by" : o->filter.op ? "op" : "core");
	if (o->filter.kind && !is_dram(o) && strcmp(o->filter.kind, "l1") &&
		strcmp(o->filter.kind, "l1_small") && strcmp(o->filter.kind, "all"))
		die(EXIT_USAGE, "peak cannot be asked about --kind %s; it knows l1, l1_small and dram",
			o->filter.kind);
}

/* Banks of DRAM have no cores: they have rows of their own. */
static int run_dram(const struct options *o)
{
	const struct options plain = options_unfiltered(o);
	struct input in = input_open(o, 0, "peak", LOAD_BUFFERS);
	int result = query_then(in.db, query_text("peak_dram"), &plain, "callsites --kind dram");

	input_close(&in);
	return result ? result : in.incomplete;
}

/* What the fullest core holds; the window's chips and cores say which that may be. */
static int run_owners(const struct options *o)
{
	const struct options plain = options_unfiltered(o);
	const bool limited = options_timed(o) || o->filter.op || o->filter.kind;
	struct input in = input_open(o, 0, "peak", owner_needs(limited));
	int result = peak_owners(in.db, &plain);

	input_close(&in);
	return result ? result : in.incomplete;
}

/* What to load (enum load_what) for rows of this grouping, or of none. */
static unsigned needs(const struct options *o, const struct grouping *g)
{
	const bool by_mark = grouping_is(g, "mark") || grouping_is(g, "module"), by_op = g->column,
		tells = options_grouped(o) && o->rows.format == FORMAT_TABLE;   /* the module of the worst core */
	unsigned what = by_mark ? LOAD_MARKS | LOAD_PASSES : g->word || tells ? 0 : LOAD_NO_PHASES;

	if ((options_timed(o) || o->filter.op || o->filter.kind) && !by_mark)
		what |= LOAD_CHANGES | LOAD_REPLAYED |
			(o->filter.op || by_op ? LOAD_OPS : LOAD_WORST_CHANGES);
	/* of passes that go on before or after those of the mark a part counts */
	if (o->filter.mark && by_mark)
		what |= LOAD_CHANGES;
	if (o->filter.mark)
		what &= ~(unsigned)LOAD_NO_PHASES;
	if (by_op && o->filter.has_core)
		what |= LOAD_CHANGES | LOAD_WHOLE_OPS;
	return by_op ? what | load_for_op_peaks(o) : what;
}

/* Whether the marks that were asked about are missing, so that no row can be there. */
static bool lacks_marks(sqlite3 *db, const struct grouping *g)
{
	return (grouping_is(g, "mark") || grouping_is(g, "module")) && !database_any(statement(db, "peak_has_marks"));
}

/* An empty answer would look like one. */
static int show_no_marks(const struct options *o)
{
	FILE *out = output_open(o);

	put_no_marks(out, o);
	return output_close(out, o);
}

/* The same where programs read the answer: an empty one, as it must be. */
static void say_no_marks(void)
{
	say("the program named no phase, and called no module (forward, __call__) of a Python model; "
		"peak --by caller has its functions");
}

static int run(const struct options *o)
{
	const struct options plain = options_unfiltered(o);
	const struct grouping g = grouping_read(o, "peak", WORDS);
	bool groups = !g.word && options_grouped(o) && (o->rows.grouped || !o->filter.has_core), unmarked;
	struct input in;
	char *sql;
	int result;

	refuse(o, &g);
	if (o->owners)
		return run_owners(o);
	if (is_dram(o))
		return run_dram(o);
	in = input_open(o, 0, "peak", needs(o, &g));
	grouping_of_ops(in.db, &g);
	unmarked = lacks_marks(in.db, &g);
	if (unmarked && o->rows.format != FORMAT_TABLE)
		say_no_marks();
	/* once, and not for each sentence of the answer */
	if (groups && options_filter(o))
		query_narrow_view(in.db, "peak", "peak", &plain);
	sql = grouping_text(&g, g.word ? grouped_by(&g, options_grouped(o) && database_several_runs(in.db))
		: query_text(groups ? of_groups(in.db) : "peak"));
	result = unmarked && o->rows.format == FORMAT_TABLE ? show_no_marks(o)
		: groups && o->rows.format == FORMAT_TABLE ? show(in.db, &plain)
		: query_then(in.db, sql, &plain, g.column ? "ops" : "at --peak");
	free(sql);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_peak = {
	.name = "peak",
	.answers = "peak L1 per core, what made it, when and in which op",
	.help = "Examples:\n"
		"  l1analyze peak run.l1t                     cores with the same numbers together\n"
		"  l1analyze peak --owners run.l1t            who holds what at the worst moment, as a tree\n"
		"  l1analyze peak --format csv run.l1t        one row a core\n"
		"  l1analyze peak --by device a.l1t b.l1t     the fullest core of each chip, two runs\n"
		"  l1analyze peak ranks/                      all traces of a folder; equal ranks are one row\n"
		"  l1analyze peak --by rank ranks/            the fullest core of each rank, the fullest first\n"
		"  l1analyze peak --by mark --rank 0-7 ranks/  of each phase the fullest of these ranks\n"
		"  l1analyze peak --by op run.l1t             the fullest ops\n"
		"  l1analyze peak --by function run.l1t       the functions whose ops are fullest\n"
		"  l1analyze peak --by caller run.l1t         of each function and all that it calls\n"
		"  l1analyze peak --by 'frame 2' run.l1t      by who called them; also type, callsite\n"
		"  l1analyze peak --mark decode run.l1t       the worst moment of one phase\n"
		"  l1analyze peak --by module run.l1t         of each module of the model, and each phase\n"
		"  l1analyze peak --by module --mark decode run.l1t  what they are at most in one phase\n"
		"  l1analyze peak --by mark run.l1t           of each pass of each of them\n"
		"  l1analyze peak --op ttnn.softmax run.l1t   the worst moment while that op ran\n"
		"  l1analyze peak --kind l1_small run.l1t     of that memory alone; also dram, per bank\n"
		"\n"
		"peak_bytes = buffer + l1_small + program + persistent bytes of one moment, per core.\n"
		"headroom_bytes: the core's smallest distance between a program's regions and the\n"
		"lowest buffer, over all launches; unknown where none ran. Reserved bytes (firmware,\n"
		"kernel binaries) lie beside the peak, never in it.\n"
		"On a terminal a map shows the cores where they differ; --chart draws it in a pipe, too,\n"
		"--rows leaves it out. --owners: what the fullest core holds, the largest first; less\n"
		"than a percent is put together, or all but the largest N of --limit. Of several runs a\n"
		"row stands for all that are equal but for its time: ranks, runs and chips name them\n"
		"(--no-group: each; csv with --grouped), and --by mark and module have the fullest run.\n"
		GROUPING_OP_HELP
		"A row's bytes are those of one launch, op, the fullest of the group; consists_of: the\n"
		"parts of the group and how often each ran, the fullest first. An op such as ttnn.conv2d\n"
		"consists of the library's types, ttnn.generic_op of its kernels.\n",
	.takes = TAKES_BY | TAKES_GROUPED | TAKES_CHART | TAKES_OWNERS,
	.by = WORDS,
	.run = run,
};
