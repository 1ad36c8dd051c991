/* explain: why something did not fit, who holds the memory, what makes it fit. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "command.h"
#include "database.h"
#include "explain_picture.h"
#include "input.h"
#include "load.h"
#include "load_trouble.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "query_run.h"
#include "statement.h"

/* Does the run record what its ops work on? Without it nothing can be advised. */
static bool tells_uses(sqlite3 *db, sqlite3_int64 run)
{
	sqlite3_stmt *s = statement(db, "run_has_uses");

	sqlite3_bind_int64(s, 1, run);
	return database_any(s);
}

static int show(sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s = query_prepare(db, query_text("explain"), o);
	FILE *out = output_open(o);
	const struct terminal t = output_terminal(out, o);

	explain_picture(out, db, s, &t, (uint64_t)o->rows.limit);
	sqlite3_reset(s);
	if (database_next(s)) {
		char next[60];

		snprintf(next, sizeof(next), "at --failure %lld",
			(long long)sqlite3_column_int64(s, query_column(s, "failure")));
		fputc('\n', out);
		next_step(out, o, 0, next);
		if (tells_uses(db, sqlite3_column_int64(s, query_column(s, "run"))))
			next_step_again(out, o, 0, "advise");
	} else {
		fputc('\n', out);
		next_step(out, o, 0, "peak");
	}
	sqlite3_finalize(s);
	return output_close(out, o);
}

/* Reports runs that ended badly without a recorded failure: they are not runs without failures. */
static void say_how_runs_ended(sqlite3 *db)
{
	enum { RUN, ENDED };    /* columns of about_unexplained_ends.sql */
	sqlite3_stmt *s = statement(db, "about_unexplained_ends");

	while (database_next(s))
		say("run %d %s, and no failure was recorded: the recorder saw no refusal of memory that "
			"ended it; the program's own output may name the cause",
			sqlite3_column_int(s, RUN), (const char *)sqlite3_column_text(s, ENDED));
	sqlite3_finalize(s);
}

static int run(const struct options *o)
{
	struct input in = input_open_for(o, 0, "explain", &(struct input_wants){
		.what = LOAD_EXPLAIN | LOAD_REGIONS | LOAD_BUFFERS | LOAD_OPS | LOAD_PASSES |
			LOAD_USES,
		.lean = LOAD_EXPLAIN | LOAD_NO_PHASES, .trouble = TROUBLE_FAILURE});
	int result;

	if (o->fail_on && strcmp(o->fail_on, "failure"))
		die(EXIT_USAGE, "unknown finding '%s'; explain knows --fail-on failure", o->fail_on);
	result = o->rows.format == FORMAT_TABLE ? show(in.db, o)
		: answer(in.db, query_text("explain"), o);
	if (!result && o->fail_on) {
		sqlite3_stmt *s = query_prepare(in.db, query_text("explain"), o);

		result = database_next(s) ? EXIT_FINDING : 0;
		sqlite3_finalize(s);
	}
	say_how_runs_ended(in.db);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_explain = {
	.name = "explain",
	.answers = "why something did not fit: who holds the memory, what makes it fit",
	.help = "Examples:\n"
		"  l1analyze explain run.l1t                      each failure, with what makes it fit\n"
		"  l1analyze explain --event clash run.l1t        of one kind\n"
		"  l1analyze explain --limit 1 run.l1t            the first\n"
		"  l1analyze explain --format csv run.l1t         a row for each region and buffer\n"
		"  l1analyze explain --fail-on failure run.l1t    exit 1 when there is one\n"
		"\n"
		"Kinds: oom, clash, too_big, config_too_big, launch_failed, refused. Each begins with a\n"
		"sentence: what did not fit, and the first cure. Cures are tried: the call's allocations\n"
		"are replayed with a buffer freed before the call, moved or placed elsewhere, and all\n"
		"later ones are placed anew by the runtime's rule; a cure with which the call still does\n"
		"not fit is not proposed. Buffers that the call itself allocated, that its program works\n"
		"on or that the program cache keeps are never proposed.\n"
		"needed: call (the call uses it: its launch has the address, or an earlier program of it did,\n"
		"or the call in earlier passes of the same lines), later (something used it after the call,\n"
		"now or in earlier passes), dead (earlier passes used it no more from here on, or the call\n"
		"was made again without it); empty: not known. use_note says which.\n"
		"'->' marks the smallest set to release: of what is dead, if that is enough, else of what an op\n"
		"has read since it was made (what was never read still waits for that), else of all: the\n"
		"fewest bytes, then buffers, then the oldest.\n"
		"Column fits: 1, 0: whether this alone makes it fit; empty: not tried. agrees: whether the\n"
		"runtime's numbers are those that follow from the trace.\n",
	.takes = TAKES_FAIL_ON | DRAWS,
	.fail_on = "failure",
	.run = run,
};
