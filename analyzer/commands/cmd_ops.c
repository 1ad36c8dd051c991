/* ops: what each launch and replay used. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "about_runs.h"
#include "command.h"
#include "database.h"
#include "folded_runs.h"
#include "grouping.h"
#include "input.h"
#include "load.h"
#include "load_needs.h"
#include "message.h"
#include "next_step.h"
#include "ops_stream.h"
#include "output.h"
#include "query_run.h"
#include "readable.h"
#include "readable_site.h"
#include "statement.h"

#define WORDS GROUPING_OP_WORDS " module mark"

enum { FAILURES_MOST = 3, SITE_BYTES = 4096 };

/* Prints the ops that failed before their launch. Returns whether there were any. */
static bool tell_died(FILE *out, sqlite3 *db, size_t width)
{
	enum { NAME, KIND, TIME_NS, COUNT, CALLSITE, CWD };     /* columns of ops_died.sql */
	sqlite3_stmt *s = statement(db, "ops_died");
	int count = 0, more = 0;

	while (database_next(s)) {
		const char *site = (const char *)sqlite3_column_text(s, CALLSITE);
		char text[SITE_BYTES + 400], where[SITE_BYTES] = "an unknown place";

		if (count == FAILURES_MOST) {
			more++;
			continue;
		}
		if (site)
			readable_callsite(where, sizeof(where), site,
				(const char *)sqlite3_column_text(s, CWD));
		snprintf(text, sizeof(text), "failed: %.200s (%s, %d time%s, first at %.3f ms) at %s",
			sqlite3_column_text(s, NAME), sqlite3_column_text(s, KIND),
			sqlite3_column_int(s, COUNT),
			sqlite3_column_int(s, COUNT) > 1 ? "s" : "",
			(double)sqlite3_column_int64(s, TIME_NS) / 1e6, where);
		fputs(count++ ? "" : "\n", out);
		put_wrapped(out, text, 0, 2, width);
		fputc('\n', out);
	}
	sqlite3_finalize(s);
	if (more)
		fprintf(out, "failed: %d more\n", more);
	return count;
}

/* Prints a command that shows the op that held most. */
static void put_fullest(FILE *out, sqlite3 *db, const struct options *left)
{
	const bool whole = !options_filter(left->given) || left->filter.op;
	const char *name = whole ? "ops_fullest_of_run" : "ops_fullest";
	sqlite3_stmt *s = query_prepare(db, statement_text(name), left);
	char next[60];

	if (database_next(s)) {
		snprintf(next, sizeof(next), "at --op %" PRId64,
			(int64_t)sqlite3_column_int64(s, query_column(s, "op")));
		fputc('\n', out);
		next_step(out, left, 0, next);
	}
	sqlite3_finalize(s);
}

static int show(sqlite3 *db, const struct options *left)
{
	const struct options plain = options_unfiltered(left);
	char *folded = folded_runs(db, query_text("ops"), left);
	sqlite3_stmt *s = query_rows(db, folded ? folded : query_text("ops"), folded ? &plain : left);
	FILE *out = output_open(left);

	output_rows(out, s, left);
	sqlite3_finalize(s);
	free(folded);
	if (!options_filter(left->given) && tell_died(out, db, output_width(out, left))) {
		next_step(out, left, 0, "explain");
	} else {
		put_fullest(out, db, left);
		put_bad_ends(out, db, "", output_width(out, left));
	}
	return output_close(out, left);
}

/* Rows of --by: those of peak, in another order. */
static int run_groups(sqlite3 *db, const struct options *left, const struct grouping *g)
{
	const char *by_marks = grouping_by_marks(g, "ops");
	char *sql;
	int result;

	if (by_marks)
		return folded_then(db, by_marks, left,
			grouping_is(g, "mark") ? "peak --by mark" : "peak --by module");
	sql = grouping_text(g, statement_text("ops_by"));
	grouping_of_ops(db, g);
	result = folded_then(db, sql, left, "ops");
	free(sql);
	return result;
}

/* Ops of one name that a database has many of: the views of whole runs give them in order. */
static bool are_common(sqlite3 *db, const struct options *o)
{
	struct options rest = *o;
	sqlite3_stmt *s;

	rest.filter.op = NULL;
	if (!o->filter.op || options_filter(&rest))
		return false;
	s = statement(db, "ops_is_common");
	bind_text(s, 1, o->filter.op);
	return database_any(s);
}

static int ask(sqlite3 *db, const struct options *o, const struct grouping *g)
{
	struct options left = options_unfiltered(o);
	int result;

	left.filter.event = o->filter.event;
	if (!g->word && are_common(db, o)) {
		database_run_views(db, statement_text("whole_views"));
		left.filter.op = o->filter.op;
	}
	result = g->word ? run_groups(db, &left, g)
		: o->rows.format == FORMAT_TABLE ? show(db, &left)
		: folded_then(db, query_text("ops"), &left, NULL);
	if (o->rows.format == FORMAT_TABLE && !result)
		say_stand_in(db);
	return result;
}

static int run(const struct options *o)
{
	const struct grouping g = grouping_read(o, "ops", WORDS);
	struct ops_stream *s;
	struct row_stream stream;
	struct input in;
	int result;

	if (o->filter.kind)
		die(EXIT_USAGE, "ops cannot be limited with --kind; its columns show each, and --event "
			"chooses launch, replay, captured or failed");
	s = ops_stream_new(o);
	stream = ops_stream_sink(s);
	in = input_open_for(o, 0, "ops", &(struct input_wants){
		.what = (grouping_by_marks(&g, "ops") ? LOAD_REPLAYED | LOAD_PASSES
				: load_for_op_peaks(o)) | LOAD_OPS |
			(o->filter.has_core ? LOAD_CHANGES | LOAD_WHOLE_OPS : 0),
		.stream = ops_streams(o) ? &stream : NULL});
	result = in.streamed ? ops_stream_end(s, in.db) : ask(in.db, o, &g);
	ops_stream_free(s);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_ops = {
	.name = "ops",
	.answers = "one row a launch: buffers, program, peak, headroom, kernel bytes",
	.help = "Examples:\n"
		"  l1analyze ops run.l1t\n"
		"  l1analyze ops --sort -peak_bytes --limit 10 run.l1t     the fullest\n"
		"  l1analyze ops --op ttnn.matmul run.l1t                  launches of one operation\n"
		"  l1analyze ops --op 17 run.l1t                           one launch\n"
		"  l1analyze ops --by function run.l1t                     what each function launched\n"
		"  l1analyze ops --by module run.l1t                       the layers whose ops are fullest\n"
		"  l1analyze ops --by mark run.l1t                         each step, each pass of a layer\n"
		"\n"
		"Launches and replays are numbered from 1 in order of time, failed ones too. Bytes are\n"
		"those of the op's fullest core, headroom_bytes of its tightest. What failed before its\n"
		"launch has no row: the table names it below. consists_of: of ttnn.generic_op its kernels.\n"
		GROUPING_OP_HELP
		"Their rows are those of peak with the same words, which says more about them.\n"
		MODULE_HELP("ops that were launched, or captured,")
		"Of modules the fullest first; op and name are those of the fullest op.\n",
	.takes = TAKES_BY | TAKES_GROUPED,
	.by = WORDS,
	.run = run,
};
