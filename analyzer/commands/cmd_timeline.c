/* timeline: how the use of a core, or of classes of cores, changes. */
#include "command.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "query_run.h"
#include "timeline_stream.h"

static int run(const struct options *o)
{
	const struct options left = options_of_rows(o);
	struct timeline_stream *t = timeline_stream_new(o);
	const struct row_stream stream = timeline_stream_sink(t);
	struct input in;
	int result;

	if (o->filter.kind)
		die(EXIT_USAGE, "timeline cannot be limited with --kind; its columns show each, and "
			"--event chooses what happened");
	in = input_open_for(o, 0, "timeline", &(struct input_wants){
		.what = LOAD_CHANGES | (o->filter.op ? LOAD_OPS | LOAD_REPLAYED : 0),
		.stream = timeline_streams(o) ? &stream : NULL});
	result = in.streamed ? timeline_stream_end(t, in.db)
		: query_then(in.db, query_text(o->filter.has_core ? "timeline_core" : "timeline"), &left,
			"at --peak");
	timeline_stream_free(t);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_timeline = {
	.name = "timeline",
	.answers = "the use of a core or device over time, one row a change",
	.help = "Examples:\n"
		"  l1analyze timeline --core 0,0 run.l1t            one core\n"
		"  l1analyze timeline --from 40% --to 60% run.l1t   the middle of the run\n"
		"  l1analyze timeline --event launch run.l1t        only launches\n"
		"\n"
		"Without --core: a row for each class of cores with the same history; core_x and core_y\n"
		"are its first core. A terminal's table shows classes that look the same as one row.\n"
		"program_bytes and total_bytes count a program at its launch only; resident_bytes are\n"
		"those of the program that was launched there last.\n",
	.run = run,
};
