/* check: is the trace sound, and what in it should not be. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "about_runs.h"
#include "check_words.h"
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "query_run.h"
#include "readable.h"
#include "xalloc.h"

/* Rows that are there only when they are asked for: hooks, what was never freed. */
static const char hooks[] =
	"INSERT INTO checked(run, finding, bad, count, note, time_ns, name) "
	"SELECT run, finding, bad, count, note, time_ns, name FROM findings "
	"WHERE finding IN ('hook not found', 'hook never fired')";
static const char leaks[] =
	"INSERT INTO checked(run, finding, bad, count, note, device, time_ns, kind, name, callsite, bytes) "
	"SELECT run, 'leak', 0, count, reason, device, first_alloc_ns, kind, name, callsite, "
	"bytes_per_core FROM leaked WHERE reason <> 'owned by the program cache'";

/*
 * For people few columns, with all names in the words: a terminal has room for no more. Of the other
 * owner's call site the innermost frame is enough, without its folders. A failure of a mesh is on all
 * of its chips.
 */
static const char for_people[] =
	"WITH frame AS (SELECT rowid AS id, *, substr(other_callsite, 1, "
	" instr(other_callsite || ';', ';') - 1) AS at, iif(replays = 1, 'a replay, op ' || op || ', ', "
	" replays || ' replays, from op ' || op || ' on, ') AS who FROM checked) "
	"SELECT run, finding, count, coalesce(name, '') "
	"|| iif(count = 1 AND buffer > 0 AND kind NOT NULL, iif(name IS NULL, '', ', ') || kind "
	" || ' buffer ' || buffer, '') "
	"|| iif(note IS NULL, '', iif(name IS NULL, '', ': ') || iif(replays IS NULL, note, "
	" replace(replace(note, 'a replay writes', who || iif(replays = 1, 'writes', 'write')), "
	" 'a replay uses', who || iif(replays = 1, 'uses', 'use')))) "
	"|| coalesce(' (' || other_name "
	" || coalesce(', ' || replace(at, rtrim(at, replace(at, '/', '')), ''), '') || ')', '') AS note, "
	"callsite, time_ns, device, (SELECT d.chips FROM failure f JOIN device d ON d.run = f.run "
	" AND d.handle = f.handle WHERE f.run = frame.run AND f.failure = frame.other AND frame.finding = "
	" iif(f.kind = 'oom', 'out of memory', replace(f.kind, '_', ' '))) AS chips FROM frame ORDER BY id";
static const char for_machines[] = "SELECT * FROM checked ORDER BY rowid";

static void ask(sqlite3 *db, const struct options *o)
{
	const struct options plain = options_unfiltered(o);

	query_narrow(db, "findings", "SELECT * FROM main.findings", o);
	/* asked once: there may be millions of findings */
	query_narrow(db, "checked", query_text("check"), &plain);
	if (!o->fail_on)
		return;
	if (check_has(o->fail_on, "hook-not-found") || check_has(o->fail_on, "hook-never-fired"))
		database_run(db, hooks);
	if (!check_has(o->fail_on, "leaks"))
		return;
	query_narrow(db, "l1_leaks", "SELECT * FROM main.l1_leaks", o);
	query_narrow(db, "leaked", query_text("leaks_groups"), &plain);
	database_run(db, leaks);
}

/* Lists in `hits` the rows that the exit code is about. Returns whether there are any. */
static bool judge(sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s = database_prepare(db, "SELECT rowid, finding, bad, finding IN (SELECT "
		"iif(kind = 'oom', 'out of memory', replace(kind, '_', ' ')) FROM main.failure) "
		"FROM checked");
	sqlite3_stmt *mark = database_prepare(db, "INSERT INTO hits VALUES(?)");
	bool any = false;

	while (database_next(s)) {
		const char *finding = (const char *)sqlite3_column_text(s, 1);

		if (o->fail_on ? !check_means(o->fail_on, finding, sqlite3_column_int(s, 3))
				&& !(!strcmp(finding, "leak") && check_has(o->fail_on, "leaks"))
				: !sqlite3_column_int(s, 2))
			continue;
		any = true;
		sqlite3_bind_value(mark, 1, sqlite3_column_value(s, 0));
		database_insert(mark);
	}
	sqlite3_finalize(mark);
	sqlite3_finalize(s);
	return any;
}

/* "3 findings: trace hazard 2, double free 1"; the caller's to free. */
static char *verdict(sqlite3 *db, const struct options *o, bool bad)
{
	sqlite3_stmt *s = database_prepare(db, "SELECT finding, CAST(total(count) AS INTEGER), "
		"CAST(sum(total(count)) OVER () AS INTEGER) FROM checked "
		"WHERE rowid IN (SELECT id FROM hits) GROUP BY finding ORDER BY 2 DESC, finding");
	struct text_file words;
	FILE *out = text_file_begin(&words);

	for (int n = 0; database_next(s); n++) {
		int64_t all = sqlite3_column_int64(s, 2);

		if (!n)
			fprintf(out, "%" PRId64 " finding%s:", all, all == 1 ? "" : "s");
		fprintf(out, "%s %s %" PRId64, n ? "," : "", sqlite3_column_text(s, 0),
			(int64_t)sqlite3_column_int64(s, 1));
	}
	sqlite3_finalize(s);
	if (!bad && o->fail_on)
		fprintf(out, "nothing of --fail-on %s was found", o->fail_on);
	else if (!bad)
		fputs(options_filter(o) ? "sound, in what the filters leave"
			: "sound: the trace is whole, nothing was lost, and every number in it agrees", out);
	return text_file_end(&words);
}

static bool has_failures(sqlite3 *db)
{
	sqlite3_stmt *s = database_prepare(db, "SELECT 1 FROM failure LIMIT 1");
	bool any = database_next(s);

	sqlite3_finalize(s);
	return any;
}

static int show(sqlite3 *db, const struct options *o, bool bad)
{
	const struct options plain = options_unfiltered(o);
	sqlite3_stmt *s = database_prepare(db, "SELECT 1 FROM checked");
	bool rows = database_next(s);
	char *words = verdict(db, o, bad);
	FILE *out = output_open(o);
	size_t width = output_width(out, o);

	sqlite3_finalize(s);
	put_wrapped(out, words, 0, 2, width);
	fputc('\n', out);
	free(words);
	put_bad_ends(out, db, "", width);
	if (rows) {
		fputc('\n', out);
		s = query_rows(db, for_people, &plain);
		output_rows(out, s, o);
		sqlite3_finalize(s);
		fputc('\n', out);
		next_step(out, o, 0, has_failures(db) ? "explain" : "info");
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
	in = input_open(o, 0, "check", LOAD_BUFFERS | LOAD_OPS | LOAD_REGIONS);
	if (o->hooks) {
		result = answer(in.db, query_text("check_hooks"), &plain);
		input_close(&in);
		return result ? result : in.incomplete;
	}
	ask(in.db, o);
	database_run(in.db, "CREATE TEMP TABLE hits(id INTEGER PRIMARY KEY)");
	bad = judge(in.db, o);
	result = o->format == FORMAT_TABLE ? show(in.db, o, bad)
		: answer(in.db, for_machines, &plain);
	input_close(&in);
	return result ? result : in.incomplete ? in.incomplete : bad ? EXIT_FINDING : EXIT_OK;
}

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
		"(one finding a buffer; replays: by how many, from time_ns and op on). Bytes given\n"
		"out by two submeshes are no allocator's error and not bad by themselves: --fail-on\n"
		"shared-by-submeshes is for programs that must not do that. name and callsite are those\n"
		"of the buffer's owner, other_name and other_callsite of what it shares bytes with:\n"
		"another buffer, or the captured op whose replay writes there. What the program itself\n"
		"failed in is listed, and bad only with --fail-on: the trace of a failed run is sound.\n"
		"\n"
		"--fail-on names the findings to exit 1 for instead, commas between.\n"
		"  several:  any (of what is listed), failures (of the program, each of the next line),\n"
		"            hazards, leaks (what the program cache owns is none)\n"
		"  program:  out-of-memory, clash, too-big, config-too-big, launch-failed, refused\n"
		"  trace:    damaged, unfinished, lost-events, double-free, allocated-before-recording,\n"
		"            overlap, shared-by-submeshes, over-capacity, trace-hazard, unknown-device,\n"
		"            unknown-cores, unknown-chips, outside, no-buffers-seen, no-launches-seen,\n"
		"            hook-not-found, hook-never-fired, another-ttnn, not-known\n",
	.takes = TAKES_FAIL_ON | TAKES_HOOKS,
	.fail_on = "any failures hazards leaks out-of-memory clash too-big config-too-big "
		"launch-failed refused damaged unfinished lost-events double-free "
		"allocated-before-recording overlap shared-by-submeshes over-capacity trace-hazard "
		"unknown-device unknown-cores unknown-chips outside no-buffers-seen no-launches-seen "
		"hook-not-found hook-never-fired another-ttnn not-known",
	.run = run,
};
