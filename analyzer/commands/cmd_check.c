/* check: whether the trace is sound, and what is wrong in it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "about_runs.h"
#include "accounting.h"
#include "check_words.h"
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "load_trouble.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "query_run.h"
#include "readable.h"
#include "statement.h"
#include "xalloc.h"

static void ask(sqlite3 *db, const struct options *o)
{
	const struct options plain = options_unfiltered(o);

	query_narrow_view(db, "findings", "findings", o);
	/* a table, so that the query runs once: there may be millions of findings */
	query_narrow(db, "checked", query_text("check"), &plain);
	if (!o->fail_on)
		return;
	if (check_has(o->fail_on, "hook-not-found") || check_has(o->fail_on, "hook-never-fired"))
		statement_run(db, "check_add_hooks");
	if (!check_has(o->fail_on, "leaks"))
		return;
	query_narrow_view(db, "l1_leaks", "l1_leaks", o);
	query_narrow(db, "leaked", query_text("leaks_groups"), &plain);
	statement_run(db, "check_add_leaks");
}

/* Lists in table `hits` the findings that decide the exit code. Returns whether there are any. */
static bool judge(sqlite3 *db, const struct options *o)
{
	enum { ID, FINDING, BAD, IS_FAILURE };  /* columns of check_judge.sql */
	sqlite3_stmt *s = statement(db, "check_judge"), *mark = statement(db, "check_hit");
	bool any = false;

	while (database_next(s)) {
		const char *finding = (const char *)sqlite3_column_text(s, FINDING);

		if (o->fail_on ? !check_means(o->fail_on, finding, sqlite3_column_int(s, IS_FAILURE))
				&& !(!strcmp(finding, "leak") && check_has(o->fail_on, "leaks"))
				: !sqlite3_column_int(s, BAD))
			continue;
		any = true;
		sqlite3_bind_value(mark, 1, sqlite3_column_value(s, ID));
		database_insert(mark);
	}
	sqlite3_finalize(mark);
	sqlite3_finalize(s);
	return any;
}

/* "3 findings: trace hazard 2, double free 1"; the caller frees it. */
static char *verdict(sqlite3 *db, const struct options *o, bool bad)
{
	enum { FINDING, COUNT, ALL };   /* columns of check_verdict.sql */
	sqlite3_stmt *s = statement(db, "check_verdict");
	struct text_file words;
	FILE *out = text_file_begin(&words);

	for (int n = 0; database_next(s); n++) {
		int64_t all = sqlite3_column_int64(s, ALL);

		if (!n)
			fprintf(out, "%" PRId64 " finding%s:", all, all == 1 ? "" : "s");
		fprintf(out, "%s %s %" PRId64, n ? "," : "", sqlite3_column_text(s, FINDING),
			(int64_t)sqlite3_column_int64(s, COUNT));
	}
	sqlite3_finalize(s);
	if (!bad && o->fail_on)
		fprintf(out, "nothing of --fail-on %s was found", o->fail_on);
	else if (!bad)
		fputs(options_filter(o) ? "sound, in what the filters leave"
			: "sound: the trace is whole, nothing was lost, and every number in it agrees", out);
	return text_file_end(&words);
}

static int show(sqlite3 *db, const struct options *o, bool bad)
{
	const struct options plain = options_unfiltered(o);
	bool rows = database_any(statement(db, "check_has_rows"));
	bool failed = database_any(statement(db, "has_failures"));
	char *words = verdict(db, o, bad);
	FILE *out = output_open(o);
	size_t width = output_width(out, o);
	sqlite3_stmt *s;

	put_wrapped(out, words, 0, 2, width);
	fputc('\n', out);
	free(words);
	put_bad_ends(out, db, "", width);
	if (rows) {
		fputc('\n', out);
		s = query_rows(db, statement_text("check_for_people"), &plain);
		output_rows(out, s, o);
		sqlite3_finalize(s);
		fputc('\n', out);
		next_step(out, o, 0, failed ? "explain" : "info");
	} else if (!bad && !failed) {   /* what ended badly has its own next step */
		fputc('\n', out);
		next_step(out, o, 0, "peak");
	}
	return output_close(out, o);
}

static int run(const struct options *o)
{
	const struct options plain = options_unfiltered(o);
	struct input in;
	bool bad;
	int result;

	if (o->fail_on)
		check_words(o->fail_on);
	in = input_open_for(o, 0, "check", &(struct input_wants){
		.what = LOAD_BUFFERS | LOAD_OPS | LOAD_REGIONS | LOAD_USES,
		.lean = LOAD_LEAKS | LOAD_NO_PHASES,
		.trouble = TROUBLE_FAILURE | TROUBLE_FINDING});
	if (o->hooks) {
		result = answer(in.db, query_text("check_hooks"), &plain);
		input_close(&in);
		return result ? result : in.incomplete;
	}
	ask(in.db, o);
	statement_run(in.db, "check_hits_table");
	bad = judge(in.db, o);
	result = o->rows.format == FORMAT_TABLE ? show(in.db, o, bad)
		: answer(in.db, statement_text("check_for_machines"), &plain);
	input_close(&in);
	return result ? result : in.incomplete ? in.incomplete : bad ? EXIT_FINDING : EXIT_OK;
}

#define HELP(name, in_rows, word) ", " word
#define FAIL_ON(name, in_rows, word) " " word

const struct command cmd_check = {
	.name = "check",
	.answers = "is the trace sound: cut, lost, double frees, overlaps, trace hazards, hooks",
	.help = "Examples:\n"
		"  l1analyze check run.l1t && echo sound\n"
		"  l1analyze check --fail-on failures,hazards,leaks,lost-events run.l1t    for a CI\n"
		"  l1analyze check --fail-on out-of-memory run.l1t\n"
		"  l1analyze check --device 1 --from 50% run.l1t\n"
		"  l1analyze check --hooks run.l1t            each hook: was it there, how often did it fire\n"
		"\n"
		"Exit 1 when a finding is bad: lost events, double frees, overlaps that no allocator\n"
		"should give, peaks over capacity, buffers in L1 or DRAM that a trace replay overwrites\n"
		"(one finding for each buffer; replays: how many overwrite it, the first at time_ns, in\n"
		"op). Bytes given out by two submeshes are no allocator's error and not bad by\n"
		"themselves: --fail-on shared-by-submeshes is for programs that must not do that. name\n"
		"and callsite are those of the buffer's owner, other_name and other_callsite those of\n"
		"what it shares bytes with: another buffer, or the captured op whose replay writes to\n"
		"them. Failures of the program itself are listed, and bad only with --fail-on: the trace\n"
		"of a failed run is sound.\n"
		"\n"
		"--fail-on names the findings to exit 1 for instead, commas between.\n"
		"  several:  any (of what is listed), failures (of the program, each of the next line),\n"
		"            hazards, leaks (what the program cache owns is none)\n"
		"  program:  out-of-memory, clash, too-big, config-too-big, launch-failed, refused\n"
		"  trace:    damaged, unfinished, lost-events"
		ACCOUNT_FINDINGS(HELP) ", no-buffers-seen, no-launches-seen, "
		"hook-not-found, hook-never-fired, another-ttnn, not-known\n",
	.takes = TAKES_FAIL_ON | TAKES_HOOKS,
	.fail_on = "any failures hazards leaks out-of-memory clash too-big config-too-big "
		"launch-failed refused damaged unfinished lost-events"
		ACCOUNT_FINDINGS(FAIL_ON) " no-buffers-seen no-launches-seen hook-not-found "
		"hook-never-fired another-ttnn not-known",
	.run = run,
};
