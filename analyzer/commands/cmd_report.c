/* report: a run as a page for a browser, in one file. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "report.h"
#include "statement.h"
#include "xalloc.h"

/* Ends the program unless there is exactly one run. */
static void check_runs(sqlite3 *db)
{
	sqlite3_stmt *s = statement(db, "run_count");
	int runs = database_next(s) ? sqlite3_column_int(s, 0) : 0;

	sqlite3_finalize(s);
	if (runs != 1)
		die(EXIT_USAGE, "a report shows one run, and these are %d; make one of each trace", runs);
}

static int run(const struct options *o)
{
	char word[4200] = "";
	struct text_file page;
	struct input in;
	char *text;
	FILE *out;
	int result;

	if (o->word_count > 1)
		die(EXIT_USAGE, "a report shows one run; l1analyze diff compares two");
	if (!o->rows.output && isatty(STDOUT_FILENO))
		die(EXIT_USAGE, "a report is a page for a browser; name its file: -o run.html");
	in = input_open(o, 0, "report", LOAD_CHANGES | LOAD_OPS | LOAD_BUFFERS | LOAD_USES | LOAD_REGIONS |
		LOAD_EXPLAIN | LOAD_MARKS | LOAD_SITES | LOAD_OP_GROUPS | LOAD_PASSES | LOAD_CLASS_CORES |
		LOAD_REPLAYED | LOAD_VARIABLES);
	check_runs(in.db);
	shell_word(word, sizeof(word), o->word_count ? o->words[0] : "run.l1t");
	/* whole before there is a file: a part of a page shows nothing */
	report_write(text_file_begin(&page), in.db, &(struct report_wishes){.input = word, .full = o->full});
	text = text_file_end(&page);
	out = output_open(o);
	fputs(text, out);
	free(text);
	result = output_close(out, o);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_report = {
	.name = "report",
	.answers = "a page for a browser: what was held when, by whom, what to change",
	.words = "INPUT",
	.help = "Examples:\n"
		"  l1analyze report run.l1t -o run.html           then open run.html in any browser\n"
		"  l1analyze report --full run.l1t -o all.html    every row, however large the page gets\n"
		"\n"
		"One file that needs nothing else: no network, no server, nothing to install. It can be\n"
		"sent by mail or kept beside the run. What a trace contains is shown as text and never\n"
		"run: the page may load nothing, and only its own script may act.\n"
		"\n"
		"The first screen says whether the run fits, where and when it is worst, and what to change.\n"
		"Its cursor is one moment everywhere: arrow keys step, Home is the worst moment, '?' lists\n"
		"the keys. Its numbers are those that the verbs print; each table names the command.\n"
		"Where rows are left out of a large run, the page says how many.\n",
	.takes = NO_FILTERS | NO_ROWS | TAKES_FULL,
	.run = run,
};
