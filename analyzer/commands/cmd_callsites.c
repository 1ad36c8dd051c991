/* callsites: who takes L1. */
#include <string.h>
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "query_run.h"
#include "statement.h"

static int run(const struct options *o)
{
	const struct options plain = options_unfiltered(o);
	bool by_op = o->by && !strcmp(o->by, "op");
	struct input in;
	int result;

	if (o->by && !by_op && strcmp(o->by, "callsite"))
		die(EXIT_USAGE, "unknown grouping '%s'; callsites knows --by callsite and --by op",
			o->by);
	if (!options_filter(o)) {
		in = input_open(o, 0, "callsites", LOAD_SITES);
		if (!database_any(statement(in.db, "callsites_not_whole"))) {
			result = query_then(in.db, statement_text(by_op ? "callsites_whole_by_op"
				: "callsites_whole"), &plain, "leaks");
			input_close(&in);
			return result ? result : in.incomplete;
		}
		input_close(&in);
	}
	in = input_open(o, 0, "callsites", LOAD_BUFFERS);
	query_narrow_view(in.db, "l1_buffers", o->filter.kind ? "buffers" : "l1_buffers", o);
	result = query_then(in.db, query_text(by_op ? "callsites_by_op" : "callsites"), &plain,
		"leaks");
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_callsites = {
	.name = "callsites",
	.answers = "bytes of buffers by call site or op, and the most that lived at once",
	.help = "Examples:\n"
		"  l1analyze callsites run.l1t\n"
		"  l1analyze callsites --by op --mark 'layer 3' run.l1t\n"
		"  l1analyze callsites --kind dram --device 0 run.l1t\n"
		"\n"
		"Bytes are per core. sum_bytes: all that was ever allocated there; most_bytes: the most\n"
		"of it that lived at once; left_bytes: what was not given back.\n",
	.takes = TAKES_BY,
	.by = "callsite op",
	.run = run,
};
