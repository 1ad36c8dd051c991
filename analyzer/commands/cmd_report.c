/* report: a run as a page for a browser, in one file, or two that are compared. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "advice.h"
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "load_needs.h"
#include "load_trouble.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "report.h"
#include "report_tables.h"
#include "run_columns.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	RUNS_MOST = 2,
	LEAN_BYTES = 256 << 10, /* a smaller trace is loaded whole */
	OF_EACH_RUN = LOAD_CHANGES | LOAD_OPS | LOAD_BUFFERS | LOAD_MARKS | LOAD_SITES | LOAD_OP_GROUPS |
		LOAD_CLASS_CORES | LOAD_VARIABLES | LOAD_USES,
	OF_A_RUN = OF_EACH_RUN | LOAD_REGIONS | LOAD_EXPLAIN | LOAD_PASSES | LOAD_REPLAYED,
};

struct one_run {
	char word[4200];        /* for a shell */
	struct run_columns rows;
	struct input in;
	bool is_advised;
};

/* Ends the program unless there is exactly one run. */
static void check_runs(sqlite3 *db)
{
	sqlite3_stmt *s = statement(db, "run_count");
	int runs = database_next(s) ? sqlite3_column_int(s, 0) : 0;

	sqlite3_finalize(s);
	if (runs != 1)
		die(EXIT_USAGE, "a report shows one run, or two that have a file each; this has %d; "
			"make one of each trace", runs);
}

static struct one_run open_run(const struct options *o, char *path, const char *word)
{
	struct options alone = *o;
	struct one_run run = {.word = ""};

	alone.words = &path;
	alone.word_count = 1;
	run.in = input_open_for(&alone, 0, "report", &(struct input_wants){.what = OF_A_RUN,
		.lean = OF_EACH_RUN, .lean_bytes = LEAN_BYTES, .trouble = TROUBLE_FAILURE | TROUBLE_DETAILS,
		.columns = &run.rows});
	check_runs(run.in.db);
	if (run.in.only_columns)
		report_tables(run.in.db, &run.rows);
	else if ((run.is_advised = !work_half_is_done()))
		advice_rows(run.in.db);
	shell_word(run.word, sizeof(run.word), word);
	return run;
}

/* The page as text; it is whole before there is a file, since a part of a page shows nothing. */
static char *page_of(const struct options *o, int *incomplete)
{
	char *paths[RUNS_MOST];
	struct one_run runs[RUNS_MOST];
	struct report_run shown[RUNS_MOST];
	struct options all = *o;
	struct text_file page;
	const size_t most = o->full ? SIZE_MAX : REPORT_MOST;
	int last = o->word_count - 1;

	for (int i = 0; i <= last; i++) {
		/* each is read twice where two are compared */
		paths[i] = xstrdup(input_path(o->words[i]));
		runs[i] = open_run(o, paths[i], o->words[i]);
		shown[i] = (struct report_run){.db = runs[i].in.db, .input = runs[i].word,
			.rows = &runs[i].rows, .whole = !runs[i].in.only_columns,
			.is_advised = runs[i].is_advised};
		*incomplete = runs[i].in.incomplete ? runs[i].in.incomplete : *incomplete;
	}
	all.words = paths;
	if (last) {
		struct input both = input_open(&all, 0, "report", (load_for_op_peaks(o) & ~(unsigned)LOAD_NO_PHASES) |
			LOAD_LEAKS | LOAD_SPACE | LOAD_MARKS | LOAD_PASSES);

		report_write(text_file_begin(&page), &shown[1], &shown[0], both.db, most);
		input_close(&both);
	} else {
		report_write(text_file_begin(&page), &shown[0], NULL, NULL, most);
	}
	for (int i = 0; i <= last; i++) {
		input_close(&runs[i].in);
		run_columns_free(&runs[i].rows);
		free(paths[i]);
	}
	return text_file_end(&page);
}

static int run(const struct options *o)
{
	int incomplete = 0, result;
	char *text;
	FILE *out;

	if (!o->word_count)
		die(EXIT_USAGE, "nothing to read; name a trace: l1analyze report run.l1t -o run.html");
	if (o->word_count > RUNS_MOST)
		die(EXIT_USAGE, "a report shows one run, or compares two");
	if (!o->rows.output && isatty(STDOUT_FILENO))
		die(EXIT_USAGE, "a report is a page for a browser; name its file: -o run.html");
	text = page_of(o, &incomplete);
	out = output_open(o);
	fputs(text, out);
	free(text);
	result = output_close(out, o);
	return result ? result : incomplete;
}

const struct command cmd_report = {
	.name = "report",
	.answers = "a page for a browser: what was held when, by whom, what to change",
	.words = "INPUT [INPUT]",
	.help = "Examples:\n"
		"  l1analyze report run.l1t -o run.html           then open run.html in any browser\n"
		"  l1analyze report before.l1t after.l1t -o d.html   two runs, and what changed between them\n"
		"  l1analyze report --full run.l1t -o all.html    every row, however large the page gets\n"
		"\n"
		"One file that needs nothing else: no network, no server, nothing to install. It can be\n"
		"sent by mail or kept beside the run. What a trace contains is shown as text and never\n"
		"run: the page may load nothing, and only its own script may act.\n"
		"\n"
		"The first screen says whether the run fits, where and when it is worst, and what to change.\n"
		"Its cursor is one moment everywhere: arrow keys step, Home is the worst moment, '?' lists\n"
		"the keys. Its numbers are those that the verbs print; each table names the command.\n"
		"Of a large run it draws the fullest and the last change of each core in each stretch of\n"
		"changes, so that no peak is lost, and says how many of how many.\n"
		"\n"
		"Of two runs the page shows the second, with what the first held as a line beside it, who\n"
		"holds more and who less at the cursor, and what l1analyze query diff prints.\n",
	.takes = NO_FILTERS | NO_ROWS | TAKES_FULL,
	.run = run,
};
