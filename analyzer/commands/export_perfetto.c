/* export --to perfetto: runs on a time axis, for ui.perfetto.dev and trace_processor. */
#include <stdio.h>
#include <string.h>
#include "exporters.h"
#include "input.h"
#include "load.h"
#include "load_trouble.h"
#include "message.h"
#include "perfetto_trace.h"
#include "readable.h"
#include "output.h"

enum {
	EVENTS_MANY = 2000000,          /* more than a browser likes to open */
	OF_A_RUN = LOAD_CHANGES | LOAD_OPS | LOAD_PASSES,
	OF_FAILURES = LOAD_EXPLAIN | LOAD_REGIONS | LOAD_BUFFERS | LOAD_USES,
};

/* Ends the program where a filter would leave numbers that no verb has. */
static void refuse(const struct options *o)
{
	const char *given = o->filter.has_core ? "core" : o->filter.kind ? "kind"
		: o->filter.event ? "event" : NULL;

	if (given)
		die(EXIT_USAGE, "export --to perfetto cannot be limited with --%s; it takes --device, --op, "
			"--from, --to and --mark, and --cores all", given);
	if (o->cores && strcmp(o->cores, "all") && strcmp(o->cores, "fullest"))
		die(EXIT_USAGE, "--cores does not know '%s'; it knows fullest, all", o->cores);
}

static bool ends_with(const char *text, const char *end)
{
	size_t bytes = strlen(text), n = strlen(end);

	return bytes > n && !strcmp(text + bytes - n, end);
}

static int write_perfetto(const struct options *o)
{
	const struct perfetto_wants wants = {.whole = !options_timed(o) && !o->filter.op,
		.all_cores = o->cores && !strcmp(o->cores, "all"),
		.gzip = o->gzip || ends_with(o->rows.output, ".gz")};
	struct perfetto_size size;
	struct input in;
	FILE *out;
	int result;

	refuse(o);
	out = output_open(o);
	in = input_open_for(o, 0, "export", &(struct input_wants){
		.what = OF_A_RUN | OF_FAILURES | (wants.whole ? 0 : LOAD_REPLAYED),
		.lean = OF_A_RUN, .trouble = TROUBLE_FAILURE});
	size = perfetto_begin(in.db, &wants);
	say("writing at most %s events, about %s bytes%s%s", grouped(size.events), grouped(size.bytes),
		wants.gzip ? " before gzip" : "",
		size.events > EVENTS_MANY ? "; --from, --to, --mark, --op and --device narrow it" : "");
	size = perfetto_write(in.db, out, &wants);
	result = output_close(out, o);
	if (!result && output_is_file(o->rows.output)) {
		put_text(stdout, o->rows.output, strlen(o->rows.output));
		printf("  %s events, %s bytes%s\n\nnext: open it in https://ui.perfetto.dev\n",
			grouped(size.events), grouped(size.bytes), wants.gzip ? " before gzip" : "");
	}
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct exporter exporter_perfetto = {
	.name = "perfetto",
	.writes = "ops, L1 over time, marks, failures on one time axis, for ui.perfetto.dev",
	.example = "--to perfetto run.pftrace run.l1t",
	.options = "cores gzip",
	.run = write_perfetto,
};
