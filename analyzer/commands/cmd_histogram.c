/* histogram: how large buffers and regions are. */
#include "command.h"
#include "input.h"
#include "load.h"
#include "output.h"
#include "query_run.h"
#include "statement.h"

static bool is_narrow(const struct options *o)
{
	size_t width = o->rows.output ? 0 : output_width(stdout, o);

	return width && width < 110;
}

static int run(const struct options *o)
{
	const struct options plain = options_unfiltered(o), left = options_of_rows(o);
	struct input in = input_open(o, 0, "histogram", LOAD_BUFFERS | LOAD_REGIONS |
		(options_timed(o) || o->filter.op ? LOAD_OPS | LOAD_REPLAYED : 0));
	int result;

	query_narrow_view(in.db, "l1_sizes", o->filter.kind ? "sizes" : "l1_sizes", &left);
	query_narrow(in.db, "histogram", query_text("histogram"), &plain);
	result = query_then(in.db, statement_text(o->rows.format != FORMAT_TABLE ? "histogram_rows"
		: is_narrow(o) ? "histogram_short_bars" : "histogram_bars"), &plain, "callsites");
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_histogram = {
	.name = "histogram",
	.answers = "sizes of buffers and regions, by kind",
	.help = "Examples:\n"
		"  l1analyze histogram run.l1t\n"
		"  l1analyze histogram --kind cb --op ttnn.matmul run.l1t\n"
		"  l1analyze histogram --kind dram --format csv run.l1t\n"
		"\n"
		"Bytes are those of one core (of a bank for DRAM), in classes of powers of two. A region\n"
		"counts once for each time it is placed; those that lie in a buffer are left out.\n"
		"--kind: l1, l1_small, persistent, cb, dfb, scratchpad, dram, trace, all.\n",
	.run = run,
};
