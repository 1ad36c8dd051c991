/* baseline: the figures of runs as a small file, for diff. */
#include <stdio.h>
#include "baseline.h"
#include "command.h"
#include "compared_inputs.h"
#include "message.h"
#include "output.h"

static int run(const struct options *o)
{
	struct compared_inputs c = compared_open(o, "baseline", compared_load(o), false);
	FILE *out;
	int result;

	/* what was read of a baseline is in memory: it may be replaced, once the new one is whole */
	out = output_open(&c.traces);
	baseline_write(out, c.in.db);
	result = output_close(out, &c.traces);
	if (c.in.incomplete)
		say("the baseline says so: what it is compared with is compared with a part of a run");
	result = result ? result : c.in.incomplete;
	compared_close(&c);
	return result;
}

const struct command cmd_baseline = {
	.name = "baseline",
	.answers = "the figures of runs as a small file to keep, which diff compares with",
	.help = "Examples:\n"
		"  l1analyze baseline run.l1t -o l1.json          to be committed beside the program\n"
		"  l1analyze diff l1.json run.l1t                 later: what is different\n"
		"  l1analyze baseline mlp.l1t attention.l1t -o l1.json          several runs in one file\n"
		"  l1analyze baseline l1.json mlp.l1t -f -o l1.json             one of them made anew\n"
		"\n"
		"It holds, for each run: peak, headroom, usable L1 and the op of the peak of each chip;\n"
		"peaks of phases (marks that lie in no other) and of ops by name; leaks by call site,\n"
		"without lines; failures; the largest free block. It has no times, addresses, lines or\n"
		"absolute paths, and an entry a line in a fixed order: two recordings of a program give\n"
		"the same file, and git merges what two branches changed. A run has the name of its file:\n"
		"mlp.l1t is mlp. Of runs of one name the last counts.\n",
	.takes = NO_FILTERS | NO_ROWS,
	.run = run,
};
