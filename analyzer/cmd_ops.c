/* ops: what each launch and replay used. */
#include <stdio.h>
#include "about_runs.h"
#include "answer.h"
#include "command.h"
#include "input.h"
#include "load.h"
#include "say.h"

static int run(const struct options *o)
{
	struct options left = options_unfiltered(o);
	struct input in;
	int result;

	if (o->kind)
		die(EXIT_USAGE, "ops cannot be limited with --kind; its columns show each, and --event "
			"chooses launch, replay, captured or failed");
	left.event = o->event;
	in = input_open(o, 0, "ops", LOAD_OPS | LOAD_REGIONS | (o->has_core ? LOAD_CHANGES : 0));
	result = answer(in.db, answer_query("ops"), &left);

	if (o->format == FORMAT_TABLE && !result) {
		put_bad_ends(stderr, in.db, "l1analyze: ", 0);
		say_stand_in(in.db);
	}
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_ops = {
	.name = "ops",
	.answers = "one row a launch: buffers, program, peak, headroom, kernel bytes",
	.help = "Examples:\n"
		"  l1analyze ops run.l1t\n"
		"  l1analyze ops --op ttnn.matmul run.l1t             launches of one operation\n"
		"  l1analyze ops --op 17 run.l1t                      one launch\n"
		"\n"
		"Launches and replays are numbered from 1 in order of time, failed ones too. Bytes are\n"
		"those of the op's fullest core, headroom_bytes of its tightest.\n",
	.run = run,
};
