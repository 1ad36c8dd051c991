/* leaks: what was never freed, and what grows in a loop. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "command.h"
#include "database.h"
#include "grouping.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "query_run.h"
#include "readable.h"
#include "statement.h"
#include "suppressions.h"
#include "xalloc.h"

/*
 * Makes a temporary table of the rows of `of` that the filters leave; it hides the view `view`. The
 * SQL stands here, since the user's options decide its table and both of its conditions.
 */
static void narrow(sqlite3 *db, const char *view, const char *of, const struct options *o)
{
	bool l1 = !o->filter.kind;
	char *sql = xprintf("SELECT * FROM %s WHERE %s AND %s", of,
		l1 ? "kind IN ('l1', 'l1_small')" : "1",
		o->leaks.suppressions ? "NOT suppressed(callsite, name)" : "1");

	query_narrow(db, view, sql, o);
	free(sql);
}

static void say_suppressed(sqlite3 *db)
{
	enum { COUNT, BYTES };  /* columns of leaks_suppressed.sql */
	sqlite3_stmt *s = statement(db, "leaks_suppressed");

	if (database_next(s) && sqlite3_column_int64(s, COUNT))
		say("suppressed: %lld buffers of L1, %.0f bytes per core",
			(long long)sqlite3_column_int64(s, COUNT), sqlite3_column_double(s, BYTES));
	sqlite3_finalize(s);
}

#define WORDS "op function callsite frame module mark"

/* Rows by call site are those of leaks and leaks_groups; all others are put together like those by op. */
static const char *question(const struct options *o, const struct grouping *g, bool growth)
{
	bool by_name = g->column && g->by != GROUP_CALLSITE;

	if (growth)
		return query_text("leaks_growth");
	if (grouping_by_marks(g, "leaks"))
		return grouping_by_marks(g, "leaks");
	if (by_name)
		return query_text("leaks_by_op");
	return query_text(o->by || options_grouped(o) ? "leaks_groups" : "leaks");
}

/* The question whose groups are those of several runs: what these have in common is one row. */
static const char *of_several(sqlite3 *db, const char *sql)
{
	const struct options all = {0};

	if (sql != query_text("leaks_groups") || !database_several_runs(db))
		return sql;
	query_narrow(db, "leaked_groups", sql, &all);
	return statement_text("leaks_ranks");
}

/* Whether a row is a leak; a buffer that the program cache owns is none. */
static bool has_leak(sqlite3 *db, const char *sql, const struct options *o)
{
	sqlite3_stmt *s = query_prepare(db, sql, o);
	int reason = query_column(s, "reason");
	bool found = false;

	while (!found && database_next(s)) {
		const char *why = (const char *)sqlite3_column_text(s, reason);

		found = why && strcmp(why, "owned by the program cache");
	}
	sqlite3_finalize(s);
	return found;
}

/* Reports rows that are no leaks: a narrow table may have no room for their reason. */
static void say_owned(sqlite3 *db, const char *sql, const struct options *o)
{
	sqlite3_stmt *s = query_prepare(db, sql, o);
	int reason = query_column(s, "reason"), rows = 0;

	while (database_next(s)) {
		const char *why = (const char *)sqlite3_column_text(s, reason);

		rows += why && !strcmp(why, "owned by the program cache");
	}
	sqlite3_finalize(s);
	if (rows)
		say("owned by the program cache, which grows with each new shape, and no leak: %d of "
			"these rows", rows);
}

/* The loops in which nothing grows, or what there has to be for one; one_mark: only one was asked about. */
static void tell_loops(FILE *out, sqlite3 *db, bool one_mark)
{
	enum { NAMED_MOST = 4, NAME_CHARACTERS = 60 };
	enum { NAME, PASSES };  /* columns of leaks_loops.sql */
	sqlite3_stmt *s = statement(db, "leaks_loops");
	unsigned loops = 0;

	while (database_next(s)) {
		const char *name = (const char *)sqlite3_column_text(s, NAME);

		if (loops++ >= NAMED_MOST)
			continue;
		fputs(loops == 1 ? "nothing grows from one pass to the next in " : ", ", out);
		fputs(name ? "mark " : "the sequence of ops that repeats", out);
		put_text(out, name ? name : "", NAME_CHARACTERS);
		fprintf(out, " (%lld passes)", (long long)sqlite3_column_int64(s, PASSES));
	}
	sqlite3_finalize(s);
	if (loops > NAMED_MOST)
		fprintf(out, ", and in %u more", loops - NAMED_MOST);
	if (!loops)
		fputs(one_mark ? "that mark has fewer than three passes that ended: nothing can be compared"
			: "no loop: growth is seen in a mark with three passes, or where ops repeat", out);
}

/* A table without a row says nothing: whether it was looked for, and in what. Of filters it is
 * said elsewhere. */
static int show_none(sqlite3 *db, const struct options *o, bool growth)
{
	FILE *out = output_open(o), *to;
	struct text_file text;
	char *words;

	to = text_file_begin(&text);
	if (growth)
		tell_loops(to, db, o->leaks.per_mark != NULL);
	else
		fputs(o->leaks.suppressions ? "no leaks but those that are suppressed, if there are any"
			: "no leaks: nothing in L1 is left at the end, or was when its device was closed", to);
	words = text_file_end(&text);
	put_wrapped(out, words, 0, 2, output_width(out, o));
	fputs("\n\n", out);
	next_step(out, o, 0, growth ? "leaks" : "leaks --growth");
	free(words);
	return output_close(out, o);
}

static int run(const struct options *o)
{
	struct options plain = options_unfiltered(o);
	bool growth = o->leaks.growth || o->leaks.per_mark;
	const struct grouping g = grouping_read(o, "leaks", WORDS);
	const bool by_marks = grouping_by_marks(&g, "leaks"), by_module = grouping_is(&g, "module");
	const char *view = growth ? "l1_buffers" : "l1_leaks", *any = growth ? "leaks_any_growing" : "leaks_any";
	const char *sql;
	struct input in;
	char *renamed = NULL;
	int result;

	if (o->fail_on && strcmp(o->fail_on, "leak"))
		die(EXIT_USAGE, "unknown finding '%s'; leaks knows --fail-on leak", o->fail_on);
	if (growth && grouping_is(&g, "mark"))
		die(EXIT_USAGE, "what grows is found by comparing passes, and is in none of them: "
			"--per-mark NAME says whose; which of them leak, leaks --by mark");
	plain.filter.phase = o->leaks.per_mark;
	/* a buffer that is freed after a window is a leak of it: all buffers are needed */
	in = input_open(o, 0, "leaks", growth ? LOAD_BUFFERS | LOAD_OPS | LOAD_PASSES
		: (options_timed(o) ? LOAD_BUFFERS : LOAD_LEAKS) | (by_marks ? LOAD_PASSES : 0) |
			(!g.word || g.by == GROUP_CALLSITE ? LOAD_USES | LOAD_OPS : 0));
	if (o->leaks.per_mark)
		query_narrow(in.db, "outer_loop", statement_text("leaks_one_loop"), &plain);
	if (o->leaks.suppressions)
		suppressions_read(in.db, o->leaks.suppressions);
	narrow(in.db, view, !growth ? "leaks" : by_module ? "buffers_in_modules" : "buffers", o);
	sql = of_several(in.db, question(o, &g, growth));
	if (by_module && growth) {
		query_set(in.db, view, "name", "module");
		sql = renamed = query_with_name(in.db, sql, "module");
	} else if (g.column && g.by != GROUP_CALLSITE && (g.by != GROUP_OP || growth)) {
		sql = renamed = grouping_instead(in.db, &g, view, sql);
	}
	if (growth && renamed)          /* they are together, wherever they were allocated */
		query_set(in.db, view, "callsite", "NULL");
	if (growth) {
		query_narrow(in.db, "growing", sql, &plain);
		sql = statement_text("leaks_growing");
	}
	if (o->rows.format == FORMAT_TABLE && !options_filter(o) && !database_any(statement(in.db, any)))
		result = show_none(in.db, o, growth);
	else
		result = query_then(in.db, sql, &plain, growth ? "callsites"
			: grouping_is(&g, "mark") ? "callsites --by mark" : "leaks --growth");
	if (growth && o->rows.format == FORMAT_TABLE && !result)
		say_owned(in.db, sql, &plain);
	if (o->leaks.suppressions)
		say_suppressed(in.db);
	if (!result && o->fail_on && has_leak(in.db, sql, &plain))
		result = EXIT_FINDING;
	free(renamed);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_leaks = {
	.name = "leaks",
	.answers = "what was never freed, by call site or op; what grows in a loop",
	.help = "Examples:\n"
		"  l1analyze leaks run.l1t                    by where it was allocated\n"
		"  l1analyze leaks --by op run.l1t            by the operation that allocated it\n"
		"  l1analyze leaks --by function run.l1t      by the function; also callsite, 'frame 2'\n"
		"  l1analyze leaks --by module run.l1t        which layers of the model leak\n"
		"  l1analyze leaks --by mark run.l1t          which step, which pass of a layer\n"
		"  l1analyze leaks --growth run.l1t           what grows while a sequence of ops repeats\n"
		"  l1analyze leaks --per-mark step run.l1t    what grows from one 'step' to the next\n"
		"  l1analyze leaks --format csv run.l1t       one row a buffer\n"
		"  l1analyze leaks --kind dram run.l1t        in DRAM instead of L1\n"
		"  l1analyze leaks --suppressions known.txt run.l1t\n"
		"  l1analyze leaks --fail-on leak run.l1t     exit 1 when there is one\n"
		"\n"
		"reason: 'live at end' (the recording ended first), 'freed at device close', 'allocated\n"
		"before recording', or 'owned by the program cache': allocated while a program was made\n"
		"or enqueued that is still there; that is no leak, and --fail-on passes over it. Where\n"
		"the trace does not say whose a buffer is, it is not guessed.\n"
		"\n"
		"tensor: what the buffers hold, where the trace says it: [1, 8, 128, 64] bf16 tile, block\n"
		"sharded 4x8 (columns x rows of cores); csv has shape, padded_shape, dtype, page_layout and\n"
		"memory besides. Views of a tensor change nothing. Before it stands what the program\n"
		"calls it, self.kv_cache (csv: variable): the name given by l1trace.name(), or what the\n"
		"line of the call site assigns the result to, if that is sure and its source was not\n"
		"changed since.\n"
		"\n"
		"last_use: the op that used it last, or the host; 'never used', or 'perhaps' an op whose\n"
		"operands are not all known; last_use_callsite: where; 'several': it differs. Of traces that\n"
		"record it, and of tables that have the room.\n"
		"\n"
		"A leak is one row, on however many chips: bytes_per_core are those of a core of the chip\n"
		"that lost most, chips names them all.\n"
		"\n"
		"--growth and --per-mark count what a loop holds at the end of each pass and does not\n"
		"free before the loop ends. It is a leak even if it is freed later ('freed after the\n"
		"loop'). growth_bytes: bytes a core that one growth adds; grew: the passes in which it\n"
		"grew, without the first pass; every: passes from one growth to the next. The program\n"
		"cache owns more with each new shape: its buffers are listed apart, and are no leak.\n"
		MODULE_HELP("buffers that were allocated")
		"own_bytes: of bytes_per_core those that were allocated in no module inside of it.\n"
		"\n"
		"A suppressions file has lines leak:PATTERN as LeakSanitizer has; '*' is any text, '^'\n"
		"the begin, '$' the end, '#' a comment. A pattern is looked for in the paths, functions\n"
		"and operations of a call site.\n",
	.takes = TAKES_BY | TAKES_FAIL_ON | TAKES_SUPPRESSIONS | TAKES_GROWTH | TAKES_GROUPED,
	.by = WORDS,
	.fail_on = "leak",
	.run = run,
};
