/* advise: what to change in a program so that its peak falls, or what failed fits. */
#include "advice.h"
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "query_run.h"
#include "statement.h"

static int run(const struct options *o)
{
	struct input in = input_open(o, 0, "advise", LOAD_BUFFERS | LOAD_OPS | LOAD_USES | LOAD_CHANGES);
	int result;

	advice_rows(in.db);
	result = answer(in.db, statement_text("advise_rows"), o);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_advise = {
	.name = "advise",
	.answers = "what to change so that the peak falls, or what failed fits",
	.help = "Examples:\n"
		"  l1analyze advise run.l1t                       what to free, and the peak after it\n"
		"  l1analyze advise --format jsonl run.l1t        a row for each piece, the best first\n",
	.run = run,
};
