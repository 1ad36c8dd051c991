/* callsites: who takes L1. */
#include <stdlib.h>
#include "command.h"
#include "database.h"
#include "folded_runs.h"
#include "grouping.h"
#include "input.h"
#include "load.h"
#include "query_run.h"
#include "statement.h"

#define WORDS "op function callsite frame module mark"

/* From the groups of whole runs that are stored; false: there are none for these runs. */
static bool whole(const struct options *o, bool by_op, int *result)
{
	struct input in = input_open(o, 0, "callsites", LOAD_SITES);
	bool stored = !database_any(statement(in.db, "callsites_not_whole"));

	if (stored) {
		*result = folded_then(in.db, statement_text(by_op ? "callsites_whole_by_op"
			: "callsites_whole"), o, "leaks");
		*result = *result ? *result : in.incomplete;
	}
	input_close(&in);
	return stored;
}

static int run(const struct options *o)
{
	const struct options plain = options_unfiltered(o);
	const struct grouping g = grouping_read(o, "callsites", WORDS);
	bool by_op = g.column && g.by == GROUP_OP, by_other = g.column && !by_op && g.by != GROUP_CALLSITE,
		by_mark = grouping_is(&g, "mark");
	const char *by_marks = grouping_by_marks(&g, "callsites");
	struct input in;
	char *sql;
	int result;

	if (!options_filter(o) && !by_other && !by_marks && whole(&plain, by_op, &result))
		return result;
	in = input_open(o, 0, "callsites", LOAD_BUFFERS | (by_marks ? LOAD_PASSES : 0));
	query_narrow_view(in.db, "l1_buffers", o->filter.kind ? "buffers" : "l1_buffers", o);
	sql = by_other ? grouping_instead(in.db, &g, "l1_buffers", query_text("callsites_by_op")) : NULL;
	result = folded_then(in.db, sql ? sql : by_marks ? by_marks
		: query_text(by_op ? "callsites_by_op" : "callsites"), &plain,
		by_mark ? "leaks --by mark" : by_marks ? "leaks --by module" : "leaks");
	free(sql);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_callsites = {
	.name = "callsites",
	.answers = "bytes of buffers by call site or op, and the most that lived at once",
	.help = "Examples:\n"
		"  l1analyze callsites run.l1t\n"
		"  l1analyze callsites --by op --mark 'layer 3' run.l1t\n"
		"  l1analyze callsites --by function run.l1t   by the innermost function that is shown\n"
		"  l1analyze callsites --by 'frame 2' run.l1t  by who called it\n"
		"  l1analyze callsites --by module run.l1t     by the layer of the model that allocates\n"
		"  l1analyze callsites --by mark run.l1t       by step, and each pass of a layer\n"
		"  l1analyze callsites --kind dram --device 0 run.l1t\n"
		"\n"
		"Bytes are per core. sum_bytes: all that was ever allocated there; most_bytes: the most\n"
		"of it that lived at once; left_bytes: what was not given back.\n"
		"tensor: what all of them hold, '2 kinds' where it is not the same.\n"
		MODULE_HELP("buffers that were allocated")
		"own_bytes: of sum_bytes those that were allocated in no module inside of it.\n",
	.takes = TAKES_BY | TAKES_GROUPED,
	.by = WORDS,
	.run = run,
};
