/* explain: why something did not fit, who holds the memory, what to release. */
#include <stdio.h>
#include <string.h>
#include "answer.h"
#include "command.h"
#include "database.h"
#include "explain_picture.h"
#include "input.h"
#include "load.h"
#include "next_step.h"
#include "output.h"
#include "say.h"

static int show(sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s = answer_prepare(db, answer_query("explain"), o);
	FILE *out = output_open(o);

	explain_picture(out, db, s, output_width(out, o));
	sqlite3_reset(s);
	if (database_next(s)) {
		char next[60];

		snprintf(next, sizeof(next), "at --failure %lld",
			(long long)sqlite3_column_int64(s, answer_column(s, "failure")));
		fputc('\n', out);
		next_step(out, o, 0, next);
	}
	sqlite3_finalize(s);
	return output_close(out, o);
}

static int run(const struct options *o)
{
	struct input in = input_open(o, 0, "explain",
		LOAD_EXPLAIN | LOAD_REGIONS | LOAD_BUFFERS | LOAD_OPS);
	int result;

	if (o->fail_on && strcmp(o->fail_on, "failure"))
		die(EXIT_USAGE, "unknown finding '%s'; explain knows --fail-on failure", o->fail_on);
	result = o->format == FORMAT_TABLE ? show(in.db, o)
		: answer(in.db, answer_query("explain"), o);
	if (!result && o->fail_on) {
		sqlite3_stmt *s = answer_prepare(in.db, answer_query("explain"), o);

		result = database_next(s) ? EXIT_FINDING : 0;
		sqlite3_finalize(s);
	}
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_explain = {
	.name = "explain",
	.answers = "why something did not fit: who holds the memory, what to release",
	.help = "Examples:\n"
		"  l1analyze explain run.l1t                      each failure with a map of the bank\n"
		"  l1analyze explain --event clash run.l1t        of one kind\n"
		"  l1analyze explain --format csv run.l1t         a row for each region and buffer\n"
		"  l1analyze explain --fail-on failure run.l1t    exit 1 when there is one\n"
		"\n"
		"Kinds: oom, clash, too_big, config_too_big, launch_failed. '->' marks the buffers whose\n"
		"release makes it fit: the fewest bytes per core that do, and of these the fewest\n"
		"buffers. Rows with role 'op' say what releasing all buffers of an operation would do.\n"
		"agrees: whether the runtime's numbers are those that follow from the trace.\n",
	.takes = TAKES_FAIL_ON | DRAWS,
	.fail_on = "failure",
	.run = run,
};
