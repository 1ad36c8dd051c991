/*
 * l1record: runs a command with the recorder in it, once or for several boards and values.
 *
 * Must not know: the trace's format, how mock mode works.
 */
#include "record_options.h"
#include "recorded_run.h"
#include "swept_runs.h"

int main(int argc, char **argv)
{
	static struct recording recording;
	struct record_options o;
	int status = record_options_read(&o, argc, argv);

	if (status >= 0)
		return status;
	const struct record_request request = {.output = o.output, .board = o.board, .force = o.force,
		.command = o.command};
	if (o.is_sweep)
		return swept_runs(&request, &o.sweep);
	status = recording_prepare(&recording, &request);
	return status ? status : recording_run(&recording);
}
