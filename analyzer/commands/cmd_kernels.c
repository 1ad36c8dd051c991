/* kernels: kernel text and config against the KERNEL_CONFIG ring. */
#include <stdio.h>
#include <stdlib.h>
#include "about_runs.h"
#include "command.h"
#include "folded_runs.h"
#include "grouping.h"
#include "input.h"
#include "load.h"
#include "query_run.h"
#include "statement.h"

#define WORDS "name core-type risc cores op function callsite frame module mark"

static const char *grouped(const struct grouping *g)
{
	static const char *const words[] = {"name", "core-type", "risc", "cores"};
	static const char *const names[] = {"kernels_by_name", "kernels_by_core_type",
		"kernels_by_risc", "kernels_by_cores"};

	for (int i = 0; i < 4; i++)
		if (grouping_is(g, words[i]))
			return statement_text(names[i]);
	return grouping_by_marks(g, "kernels") ? grouping_by_marks(g, "kernels")
		: statement_text("kernels_by");
}

static int run(const struct options *o)
{
	const struct options plain = options_unfiltered(o), left = options_of_rows(o);
	const struct grouping g = grouping_read(o, "kernels", WORDS);
	char *sql = grouping_text(&g, g.word ? grouped(&g)
		: query_text(options_grouped(o) ? "kernels_groups" : "kernels"));
	struct input in = input_open(o, 0, "kernels", LOAD_REGIONS | LOAD_OPS |
		(grouping_by_marks(&g, "kernels") ? LOAD_PASSES : 0) |
		(options_timed(o) || o->filter.op ? LOAD_REPLAYED : 0));
	int result;

	grouping_begin(in.db, &g);
	query_narrow_view(in.db, "kernels", "kernels", &left);
	result = folded_then(in.db, sql, &plain, g.word ? "kernels" : "kernels --by name");
	free(sql);
	if (o->rows.format == FORMAT_TABLE && !result)
		say_stand_in(in.db);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_kernels = {
	.name = "kernels",
	.answers = "kernel text and config of programs against the KERNEL_CONFIG ring",
	.help = "Examples:\n"
		"  l1analyze kernels run.l1t                  programs, the largest first\n"
		"  l1analyze kernels --format csv run.l1t     a row for each kernel and RISC\n"
		"  l1analyze kernels --by name run.l1t        also core-type, risc, cores\n"
		"  l1analyze kernels --by op run.l1t          the largest program of each op; also\n"
		"                                             function, callsite, 'frame 2'\n"
		"  l1analyze kernels --by module run.l1t      which layers compile, and what they run\n"
		"  l1analyze kernels --by mark run.l1t        in which of their passes, and in which step\n"
		"\n"
		"A program whose program_bytes (text and config) are above ring_bytes fails with\n"
		"'Program size too large for kernel config buffer'; left_bytes says how near it is.\n"
		"The ring lies in the reserved area: none of this is part of any peak. Where a stand-in\n"
		"compiler made the kernels of a mock run a line says so: sizes are not real. risc is\n"
		"brisc, ncrisc, trisc0 to 2, erisc0, erisc1 or drisc. Values that could not be read from\n"
		"the runtime are unknown.\n"
		MODULE_HELP("programs that were launched, captured or compiled")
		"compiled: the kernels that were compiled in it, and not before; compiled_pass: the last of\n"
		"its passes that compiled one: a late one did not find its programs in the cache.\n",
	.takes = TAKES_BY | TAKES_GROUPED,
	.by = WORDS,
	.run = run,
};
