/* check: is the trace sound, and what in it should not be. */
#include <stdio.h>
#include "answer.h"
#include "command.h"
#include "database.h"
#include "input.h"
#include "output.h"
#include "say.h"

static int run(const struct options *o)
{
	struct input in = input_open(o, 0, "check", 0);
	const char *sql = answer_query("check");
	sqlite3_stmt *s = answer_prepare(in.db, sql, o);
	int rows = 0, bad = 0, result;

	while (database_next(s)) {
		rows++;
		bad += sqlite3_column_int(s, 2);
	}
	sqlite3_finalize(s);
	if (!rows && o->format == FORMAT_TABLE) {
		FILE *out = output_open(o);

		fputs("nothing found: the trace is whole, and every number in it agrees\n", out);
		result = output_close(out, o);
	} else {
		result = answer(in.db, sql, o);
	}
	input_close(&in);
	return result ? result : in.incomplete ? in.incomplete : bad ? EXIT_FINDING : EXIT_OK;
}

const struct command cmd_check = {
	.name = "check",
	.answers = "is the trace sound: cut, lost, double frees, overlaps, trace hazards, hooks",
	.help = "Examples:\n"
		"  l1analyze check run.l1t && echo sound\n"
		"\n"
		"Exit 1 when a finding is bad: lost events, double frees, overlaps that no allocator\n"
		"should give, peaks over capacity, buffers that a trace replay overwrites.\n",
	.takes = NO_FILTERS,
	.run = run,
};
