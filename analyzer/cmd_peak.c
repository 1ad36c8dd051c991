/* peak: what each core's L1 held at its worst moment, and what made it. */
#include <string.h>
#include "answer.h"
#include "command.h"
#include "input.h"
#include "load.h"
#include "say.h"

static int run(const struct options *o)
{
	bool by_op = o->by && !strcmp(o->by, "op");
	const char *name = by_op ? "peak_by_op" : o->by ? "peak_by_device"
		: o->format == FORMAT_TABLE && !o->has_core && !o->op ? "peak_groups" : "peak";
	struct input in;
	int result;

	if (o->by && !by_op && strcmp(o->by, "device"))
		die(EXIT_USAGE, "unknown grouping '%s'; peak knows --by device and --by op", o->by);
	in = input_open(o, 0, "peak", by_op ? LOAD_OPS : 0);
	result = answer(in.db, answer_query(name), o);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_peak = {
	.name = "peak",
	.answers = "peak L1 per core, what made it, when and in which op",
	.help = "Examples:\n"
		"  l1analyze peak run.l1t                     cores with the same numbers together\n"
		"  l1analyze peak --format csv run.l1t        one row a core\n"
		"  l1analyze peak --by device a.l1t b.l1t     the fullest core of each chip, two runs\n"
		"  l1analyze peak --by op run.l1t             the fullest ops\n"
		"\n"
		"peak_bytes = buffer + l1_small + program + persistent bytes of one moment, per core.\n"
		"headroom_bytes: the core's smallest distance between a program's regions and the\n"
		"lowest buffer, over all launches; unknown where none ran. Reserved bytes (firmware,\n"
		"kernel binaries) lie beside the peak, never in it.\n",
	.takes = TAKES_BY,
	.run = run,
};
