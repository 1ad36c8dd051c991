/* reconcile: reports of memory beside what a trace has of the same moment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "memory_report.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "query_run.h"
#include "readable.h"
#include "reconcile.h"
#include "reconcile_text.h"
#include "statement.h"
#include "xalloc.h"

enum { WHY_BYTES = 700 };

/* A report that was read. */
struct given_report {
	const char *path;
	struct memory_report report;
	struct report_instant at;
	bool shown;
};

struct given_reports {
	struct given_report *at;
	size_t count;
	int result;             /* EXIT_UNREADABLE: one was refused */
};

/* Which of the words is the run: the first that is no report. */
static int run_among(const struct options *o)
{
	for (int i = 0; i < o->word_count; i++)
		if (!memory_report_looks_like(o->words[i]))
			return i;
	die(EXIT_USAGE, o->word_count ? "no run to compare with; l1analyze reconcile run.l1t REPORT..."
		: "nothing to compare; l1analyze reconcile run.l1t REPORT...");
}

static struct given_reports read_reports(const struct options *o, int run)
{
	struct given_reports all = {.at = xcalloc((size_t)o->word_count, sizeof(*all.at))};
	char why[WHY_BYTES];

	for (int i = 0; i < o->word_count; i++) {
		struct given_report *g = &all.at[all.count];

		if (i == run)
			continue;
		if (memory_report_read(&g->report, o->words[i], why, sizeof(why))) {
			g->path = o->words[i];
			all.count++;
			if (g->report.skipped)
				say("'%s' has %u line%s or part%s that %s not known", g->path, g->report.skipped,
					g->report.skipped > 1 ? "s" : "", g->report.skipped > 1 ? "s" : "",
					g->report.skipped > 1 ? "are" : "is");
		} else {
			say("'%s' %s", o->words[i], why);
			memory_report_free(&g->report);
			all.result = EXIT_UNREADABLE;
		}
	}
	if (!all.count && all.result)
		exit(EXIT_UNREADABLE);
	if (!all.count)
		die(EXIT_USAGE, "no report to compare with '%s'; l1analyze reconcile run.l1t REPORT...",
			o->words[run]);
	return all;
}

/* Finds the moments; drops reports that have none. */
static void find_instants(struct given_reports *all, sqlite3 *db, const struct options *o)
{
	struct moment moment = {0};
	char why[WHY_BYTES];
	size_t kept = 0;

	if (o->moment)
		options_moment(&moment, "at", o->moment);
	for (size_t i = 0; i < all->count; i++) {
		struct given_report *g = &all->at[i];
		bool good = false;

		if (moment.given)
			good = instant_of_moment(db, &moment, &g->at, why, sizeof(why));
		else if (report_file_name(g->report.form))
			good = instant_of_report(db, g->report.prefix, &g->at, why, sizeof(why));
		else
			instant_unknown(db, g->report.updated_ns, why, sizeof(why));
		if (good) {
			all->at[kept++] = *g;
			continue;
		}
		say("'%s' %s", g->path, why);
		memory_report_free(&g->report);
		all->result = EXIT_USAGE;
	}
	all->count = kept;
}

static bool same_instant(const struct report_instant *a, const struct report_instant *b)
{
	return a->run == b->run && a->time_ns == b->time_ns && a->handle == b->handle;
}

/* Compares all reports of one moment, of which the first is number `first`. */
static void compare(struct given_reports *all, size_t first, struct reconciliation *r,
	struct reconcile_text *text, const struct options *o)
{
	struct recorded_state state;
	char why[WHY_BYTES];
	uint64_t chip = o->filter.has_device ? (uint64_t)o->filter.device : UINT64_MAX;

	reconcile_next(r);
	if (!recorded_state_load(&state, r->db, &all->at[first].at, chip, why, sizeof(why))) {
		say("'%s' %s", all->at[first].path, why);
		all->result = EXIT_USAGE;
	}
	for (size_t i = first; i < all->count; i++) {
		struct given_report *g = &all->at[i];

		if (!same_instant(&g->at, &all->at[first].at))
			continue;
		g->shown = true;
		if (!state.chips)
			continue;
		reconcile_report(r, &state, &g->report, reconcile_name(g->path));
		reconcile_text_report(text, g->path, g->report.form);
	}
	if (state.chips) {
		reconcile_in_use(r, &state);
		reconcile_text_compared(text, r, &state, o);
	}
	recorded_state_free(&state);
}

static void refuse_windows(const struct options *o)
{
	if (options_timed(o) || o->filter.op || o->filter.event)
		die(EXIT_USAGE, "reconcile is about the moments of reports; --at TIME names another one");
}

static int run(const struct options *o)
{
	int at = run_among(o), result;
	char *one[] = {o->words[at], NULL};
	struct given_reports all;
	struct options of_run = options_unfiltered(o);
	struct reconciliation r;
	struct reconcile_text text;
	struct input in;
	bool differs;

	refuse_windows(o);
	all = read_reports(o, at);
	of_run.words = one;     /* ends after the run: what follows it are reports */
	of_run.word_count = 1;
	in = input_open(&of_run, 0, "reconcile",
		LOAD_CHANGES | LOAD_BUFFERS | LOAD_SPACE | LOAD_OPS | LOAD_REGIONS);
	find_instants(&all, in.db, o);
	r = reconcile_open(in.db);
	text = reconcile_text_begin(in.db, o);
	for (size_t i = 0; i < all.count; i++)
		if (!all.at[i].shown)
			compare(&all, i, &r, &text, o);
	differs = text.differs;
	reconcile_close(&r);
	result = r.which ? reconcile_text_end(&text, &of_run) : reconcile_text_drop(&text);
	for (size_t i = 0; i < all.count; i++)
		memory_report_free(&all.at[i].report);
	free(all.at);
	input_close(&in);
	return result ? result : all.result ? all.result : o->fail_on && differs ? EXIT_FINDING
		: in.incomplete;
}

const struct command cmd_reconcile = {
	.name = "reconcile",
	.answers = "reports of the runtime beside the trace, and where they differ",
	.help = "Examples:\n"
		"  l1analyze reconcile run.l1t generated/reports/*.csv         what each report says\n"
		"  l1analyze reconcile --at 250ms run.l1t renamed.csv          a report without a time\n"
		"  l1analyze reconcile --at 50% run.l1t cores.txt              Core (0,0): CB0=1024KB\n"
		"  l1analyze reconcile --at 2s run.l1t /dev/shm/tt_device_0_memory\n"
		"  l1analyze reconcile --fail-on difference run.l1t *.csv      exit 1 if one differs\n"
		"\n"
		"A report is one of the files of ttnn.dump_device_memory_state (memory_usage_summary.csv,\n"
		"l1_usage_summary.csv, detailed_memory_usage.csv), the runtime's shared memory counters, or\n"
		"text, a line for each core: Core (0,0): CB0=1024KB, CB1=512KB (B, KB of 1,024 bytes, MB).\n"
		"When the runtime wrote a dump, the trace says; of all else --at does, since no moment is\n"
		"guessed. reported is the report's number, recorded the trace's. Reports know no programs:\n"
		"circular buffers (programs, of what ran last), kernels and total are the trace's. Kernels\n"
		"lie in a space of their own, and are not in total. Of blocks a table shows those that\n"
		"differ, csv all.\n",
	.words = "RUN REPORT...",
	.fail_on = "difference",
	.takes = TAKES_FAIL_ON | TAKES_AT,
	.first_input = words_as_typed,
	.run = run,
};
