/* diff: how two runs differ, and whether the second is worse by more than allowed. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "load_needs.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "query_run.h"
#include "readable.h"
#include "statement.h"

struct threshold {
	double value;
	bool given, percent;
};

/* columns of queries/diff.sql */
enum column { C_WHAT, C_DEVICE, C_NAME, C_MEASURE, C_A, C_B, C_CHANGE, C_CHANGE_PERCENT, C_WORSE, C_NOTE };

static struct threshold read_threshold(const char *word)
{
	struct threshold t = {.given = word};
	char *end = NULL;

	if (!word)
		return t;
	t.value = strtod(word, &end);
	t.percent = !strcmp(end, "%");
	if (end == word || (*end && !t.percent) || !(t.value >= 0 && t.value < 1e18))
		die(EXIT_USAGE, "bad threshold '%s'; write bytes like 4096, or 5%%", word);
	return t;
}

/* A threshold in bytes limits bytes; of everything else, like leaks, one more is too many. */
static bool is_over(const struct threshold *t, sqlite3_stmt *s)
{
	const char *measure = (const char *)sqlite3_column_text(s, C_MEASURE);
	double worse = sqlite3_column_double(s, C_WORSE), from = sqlite3_column_double(s, C_A);

	if (worse <= 0)
		return false;
	if (t->percent)
		return worse * 100 > t->value * from;
	return !strstr(measure, "bytes") || worse > t->value;
}

static void need_two_runs(sqlite3 *db)
{
	sqlite3_stmt *s = statement(db, "run_count");
	int runs = database_next(s) ? sqlite3_column_int(s, 0) : 0;

	sqlite3_finalize(s);
	if (runs != 2)
		die(EXIT_USAGE, "diff compares two runs, and these inputs hold %d", runs);
}

/* Prints which files a and b are, then the table. */
static int show(sqlite3 *db, const char *sql, const struct options *o)
{
	sqlite3_stmt *s = query_rows(db, sql, o), *runs = statement(db, "run_paths");
	FILE *out = output_open(o);

	for (int i = 0; i < 2 && database_next(runs); i++) {
		fputs(i ? ", b: " : "a: ", out);
		put_text(out, (const char *)sqlite3_column_text(runs, 0), SIZE_MAX);
	}
	fputs("\n\n", out);
	if (output_rows(out, s, o)) {
		fputc('\n', out);
		next_step(out, o, 0, "peak --by op");
	}
	sqlite3_finalize(runs);
	sqlite3_finalize(s);
	return output_close(out, o);
}

static int run(const struct options *o)
{
	const struct options left = options_of_rows(o);
	struct threshold t = read_threshold(o->threshold);
	struct input in = input_open(o, 0, "diff", load_for_op_peaks(o) | LOAD_LEAKS | LOAD_SPACE |
		(options_timed(o) || o->filter.op ? LOAD_CHANGES | LOAD_BUFFERS : 0));
	const char *sql = query_text("diff");
	sqlite3_stmt *s;
	int over = 0, rows = 0, result;

	need_two_runs(in.db);
	s = query_prepare(in.db, sql, &left);
	for (; database_next(s); rows++)
		over += t.given && is_over(&t, s);
	sqlite3_finalize(s);
	if (!rows && o->rows.format == FORMAT_TABLE) {
		FILE *out = output_open(o);

		fputs("no difference in peaks, ops, leaks, failures and free space\n", out);
		result = output_close(out, o);
	} else {
		result = o->rows.format == FORMAT_TABLE ? show(in.db, sql, &left) : answer(in.db, sql, &left);
	}
	if (over)
		say("%d of %d differences are worse by more than %s", over, rows, o->threshold);
	input_close(&in);
	return result ? result : in.incomplete ? in.incomplete : over ? EXIT_FINDING : EXIT_OK;
}

const struct command cmd_diff = {
	.name = "diff",
	.answers = "what two runs differ in: peaks, ops, leaks, failures, free space",
	.help = "Examples:\n"
		"  l1analyze diff before.l1t after.l1t                    what changed\n"
		"  l1analyze diff --threshold 5% before.l1t after.l1t     exit 1 when worse by more\n"
		"  l1analyze diff --threshold 4096 base.db new.l1t        in bytes, for a CI\n"
		"\n"
		"Only what differs has a row. Ops are compared by name (their largest bytes, smallest\n"
		"headroom), leaks by call site, openings of a chip and its allocators in their order.\n"
		"worse: by how much the second run is worse; negative: better; 0: neither. A threshold\n"
		"in bytes allows no more leaks or failures, one in % allows that many of them.\n",
	.takes = TAKES_THRESHOLD,
	.words = "BEFORE AFTER",
	.run = run,
};
