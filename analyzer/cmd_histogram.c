/* histogram: how large buffers and regions are. */
#include "answer.h"
#include "command.h"
#include "input.h"
#include "load.h"
#include "output.h"

/* For people: a bar of each class's share of its kind. */
static const char bars[] = "SELECT run, device, kind, from_bytes, to_bytes, count, sum_bytes, "
	"largest_bytes, substr('########################################', 1, "
	"max(1, 40 * count / max(count) OVER (PARTITION BY run, device, kind))) AS share "
	"FROM histogram ORDER BY run, device, kind, from_bytes";

static int run(const struct options *o)
{
	const struct options plain = options_unfiltered(o);
	struct input in = input_open(o, 0, "histogram", LOAD_BUFFERS | LOAD_REGIONS | LOAD_OPS);
	int result;

	answer_narrow(in.db, "l1_sizes", o->kind ? "SELECT * FROM sizes"
		: "SELECT * FROM l1_sizes", o);
	answer_narrow(in.db, "histogram", answer_query("histogram"), &plain);
	result = answer(in.db, o->format == FORMAT_TABLE ? bars
		: "SELECT * FROM histogram ORDER BY run, device, kind, from_bytes", &plain);
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
