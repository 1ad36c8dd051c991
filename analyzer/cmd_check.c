/* check: is the trace sound, and what in it should not be. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "answer.h"
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "output.h"
#include "say.h"

/* Findings that --fail-on may name; blanks are written as dashes. */
static const char *const findings[] = {"any", "damaged", "unfinished", "lost-events", "double-free",
	"allocated-before-recording", "overlap", "shared-by-submeshes", "over-capacity",
	"trace-hazard", "unknown-device", "unknown-cores", "unknown-chips", "outside",
	"out-of-memory", "no-buffers-seen", "no-launches-seen", "hook-not-found",
	"hook-never-fired", "another-ttnn", "not-known"};

/* True when one of the list's words, commas between, is this finding. */
static bool is_in(const char *list, const char *finding)
{
	for (const char *p = list; *p;) {
		size_t n = strcspn(p, ","), i = 0;

		while (i < n && finding[i] && (finding[i] == ' ' ? '-' : finding[i]) == p[i])
			i++;
		if ((i == n && !finding[i]) || (n == 3 && !strncmp(p, "any", 3)))
			return true;
		p += n + (p[n] == ',');
	}
	return false;
}

static void check_words(const char *list)
{
	for (const char *p = list; *p;) {
		size_t n = strcspn(p, ","), i = 0;

		while (i < sizeof(findings) / sizeof(*findings) &&
			(strlen(findings[i]) != n || strncmp(findings[i], p, n)))
			i++;
		if (i == sizeof(findings) / sizeof(*findings))
			die(EXIT_USAGE, "unknown finding '%.*s'; see l1analyze check -h", (int)n, p);
		p += n + (p[n] == ',');
	}
}

static int run(const struct options *o)
{
	const struct options plain = options_unfiltered(o);
	struct input in;
	sqlite3_stmt *s;
	int rows = 0, bad = 0, result;

	if (o->fail_on)
		check_words(o->fail_on);
	in = input_open(o, 0, "check", LOAD_BUFFERS | LOAD_OPS | LOAD_REGIONS);
	answer_narrow(in.db, "findings", "SELECT * FROM findings", o);
	/* asked once: there may be millions of findings */
	answer_narrow(in.db, "checked", answer_query("check"), &plain);
	s = database_prepare(in.db, "SELECT * FROM checked");
	while (database_next(s)) {
		const char *finding = (const char *)sqlite3_column_text(s, 1);

		rows++;
		bad += o->fail_on ? is_in(o->fail_on, finding) : sqlite3_column_int(s, 2) != 0;
	}
	sqlite3_finalize(s);
	if (!rows && o->format == FORMAT_TABLE) {
		FILE *out = output_open(o);

		fputs(options_filter(o) ? "nothing found in what the filters leave\n"
			: "nothing found: the trace is whole, and every number in it agrees\n", out);
		result = output_close(out, o);
	} else {
		result = answer(in.db, "SELECT * FROM checked", &plain);
	}
	input_close(&in);
	return result ? result : in.incomplete ? in.incomplete : bad ? EXIT_FINDING : EXIT_OK;
}

const struct command cmd_check = {
	.name = "check",
	.answers = "is the trace sound: cut, lost, double frees, overlaps, trace hazards, hooks",
	.help = "Examples:\n"
		"  l1analyze check run.l1t && echo sound\n"
		"  l1analyze check --fail-on trace-hazard,double-free run.l1t\n"
		"  l1analyze check --device 1 --from 50% run.l1t\n"
		"\n"
		"Exit 1 when a finding is bad: lost events, double frees, overlaps that no allocator\n"
		"should give, peaks over capacity, buffers that a trace replay overwrites. Bytes given\n"
		"out by two submeshes are no allocator's error and not bad by themselves: --fail-on\n"
		"shared-by-submeshes is for programs that must not do that. name and callsite are those\n"
		"of the buffer's owner, other_name and other_callsite of what it shares bytes with:\n"
		"another buffer, or the captured op whose replay writes there. Hooks that were not found\n"
		"or never fired say why.\n"
		"\n"
		"--fail-on names the findings to exit 1 for instead (commas between; any: whichever):\n"
		"damaged, unfinished, lost-events, double-free, allocated-before-recording, overlap,\n"
		"shared-by-submeshes, over-capacity, trace-hazard, unknown-device, unknown-cores,\n"
		"unknown-chips, outside, out-of-memory, no-buffers-seen, no-launches-seen,\n"
		"hook-not-found, hook-never-fired, another-ttnn, not-known.\n",
	.takes = TAKES_FAIL_ON,
	.fail_on = "any damaged unfinished lost-events double-free allocated-before-recording "
		"overlap shared-by-submeshes over-capacity trace-hazard unknown-device "
		"unknown-cores unknown-chips outside out-of-memory no-buffers-seen "
		"no-launches-seen hook-not-found hook-never-fired another-ttnn not-known",
	.run = run,
};
