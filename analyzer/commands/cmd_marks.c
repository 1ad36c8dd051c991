/* marks: the phases that the program named, and the modules of its model. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "command.h"
#include "database.h"
#include "folded_runs.h"
#include "input.h"
#include "load.h"
#include "next_step.h"
#include "no_marks.h"
#include "output.h"
#include "query_run.h"

/* Prints commands to continue with; one is about the phase that lasted longest. */
static void put_next(FILE *out, sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s = database_prepare(db, query_text("marks"));
	char name[400], words[500];
	sqlite3_int64 longest = -1;
	int sum = query_column(s, "sum_ns"), of = query_column(s, "name");

	while (database_next(s))
		if (sqlite3_column_int64(s, sum) > longest) {
			longest = sqlite3_column_int64(s, sum);
			snprintf(name, sizeof(name), "%s", sqlite3_column_text(s, of));
		}
	sqlite3_finalize(s);
	if (longest < 0)
		return;
	snprintf(words, sizeof(words), "peak --mark ");
	shell_word(words, sizeof(words), name);
	fputc('\n', out);
	next_step(out, o, 0, "peak --by module");
	next_step_again(out, o, 0, words);
}

static int show(sqlite3 *db, const struct options *o)
{
	char *folded = folded_runs(db, query_text("marks"), o);
	sqlite3_stmt *s = query_rows(db, folded ? folded : query_text("marks"), o);
	FILE *out = output_open(o);

	if (database_next(s)) {
		sqlite3_reset(s);
		output_rows(out, s, o);
		put_next(out, db, o);
	} else {
		put_no_marks(out, o);
	}
	sqlite3_finalize(s);
	free(folded);
	return output_close(out, o);
}

static int run(const struct options *o)
{
	struct input in = input_open(o, 0, "marks", LOAD_OPS | LOAD_MARKS | LOAD_PASSES);
	int result = o->rows.format == FORMAT_TABLE ? show(in.db, o)
		: folded_then(in.db, query_text("marks"), o, NULL);

	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_marks = {
	.name = "marks",
	.answers = "phases and modules of the program: passes, times, ops, peaks",
	.help = "Examples:\n"
		"  l1analyze marks run.l1t\n"
		"  l1analyze marks --sort -sum_ns run.l1t     the longest first\n"
		"\n"
		"A mark is a phase that the program named, or a module of its model, which is named by where\n"
		"it is held: Encoder.layers.3.attention. A call of the module is a pass, from the first op\n"
		"in it to the first behind it.\n"
		"Passes of one name that overlap or nest count once; an unfinished one ends with the run.\n"
		"sum_ns: how long all passes took, longest_ns the longest of them; ops: launches and\n"
		"replays that began in one. Other verbs keep to such a phase with their option mark.\n",
	.takes = NO_FILTERS | TAKES_GROUPED,
	.run = run,
};
