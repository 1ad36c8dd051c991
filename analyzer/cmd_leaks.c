/* leaks: what was never freed. */
#include <string.h>
#include "answer.h"
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "say.h"

static int run(const struct options *o)
{
	struct input in = input_open(o, 0, "leaks", LOAD_LEAKS);
	bool grouped = o->format == FORMAT_TABLE && !o->kind && !o->from.given && !o->to.given;
	const char *sql = grouped ? answer_query("leaks_groups") : o->kind
		? "SELECT * FROM leaks ORDER BY run, alloc_ns, buffer" : answer_query("leaks");
	int result;

	if (o->fail_on && strcmp(o->fail_on, "leak"))
		die(EXIT_USAGE, "unknown finding '%s'; leaks knows --fail-on leak", o->fail_on);
	result = answer(in.db, sql, o);
	if (!result && o->fail_on) {
		sqlite3_stmt *s = answer_prepare(in.db, sql, o);

		result = database_next(s) ? EXIT_FINDING : 0;
		sqlite3_finalize(s);
	}
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_leaks = {
	.name = "leaks",
	.answers = "what was never freed, grouped by call site",
	.help = "Examples:\n"
		"  l1analyze leaks run.l1t                    by where it was allocated\n"
		"  l1analyze leaks --format csv run.l1t       one row a buffer\n"
		"  l1analyze leaks --kind dram run.l1t        in DRAM instead of L1\n"
		"  l1analyze leaks --fail-on leak run.l1t     exit 1 when there is one\n"
		"\n"
		"reason: 'live at end' (the recording ended first) or 'freed at device close'.\n",
	.takes = TAKES_FAIL_ON,
	.run = run,
};
