/* frag: what the allocators had free over time, and in how many pieces. */
#include "answer.h"
#include "command.h"
#include "input.h"
#include "load.h"

static int run(const struct options *o)
{
	struct input in = input_open(o, 0, "frag", LOAD_BUFFERS | LOAD_SPACE);
	bool grouped = o->format == FORMAT_TABLE && !o->from.given && !o->to.given;
	int result = answer(in.db, answer_query(grouped ? "frag_groups" : "frag"), o);

	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_frag = {
	.name = "frag",
	.answers = "free bytes of the allocators over time: largest block, holes, fragmentation",
	.help = "Examples:\n"
		"  l1analyze frag run.l1t                     each allocator at its worst\n"
		"  l1analyze frag --format csv run.l1t        a row for each change\n"
		"\n"
		"A device has one allocator for L1 and one for L1_SMALL; a submesh has its own. Buffers\n"
		"are lockstep: all banks look the same. holes: runs of free bytes.\n"
		"fragmentation = 1 - largest_free_bytes / free_bytes: 0 when all free bytes lie together.\n",
	.run = run,
};
