/* frag: what the allocators had free over time, in how many pieces; and under other policies. */
#include "command.h"
#include "database.h"
#include "frag_stream.h"
#include "input.h"
#include "load.h"
#include "next_step.h"
#include "output.h"
#include "policy_replay.h"
#include "query_run.h"
#include "space_plot.h"
#include "statement.h"

/* Prints tables for people: a row for each rule, then a row for each failure. */
static int show_verdicts(sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s = query_rows(db, statement_text("frag_verdict_groups"), o);
	FILE *out = output_open(o);
	bool failed;

	output_rows(out, s, o);
	sqlite3_finalize(s);
	s = query_prepare(db, statement_text("frag_verdict_failures"), o);
	failed = database_next(s);
	if (failed) {
		sqlite3_reset(s);
		fputc('\n', out);
		output_rows(out, s, o);
	}
	sqlite3_finalize(s);
	fputc('\n', out);
	next_step(out, o, 0, failed ? "explain" : "at --peak");
	return output_close(out, o);
}

static int run_policy(const struct options *o)
{
	struct input in;
	int result;

	policy_check_names(o->policy);
	in = input_open(o, 0, "frag", LOAD_BUFFERS | LOAD_OPS);
	policy_verdicts(in.db, o->policy);
	result = !options_grouped(o) ? answer(in.db, statement_text("frag_verdicts"), o)
		: o->rows.format == FORMAT_TABLE ? show_verdicts(in.db, o)
		: answer(in.db, statement_text("frag_verdict_groups"), o);
	input_close(&in);
	return result ? result : in.incomplete;
}

/* Prints for people each allocator at its worst, and a picture of how it got there. */
static int show(sqlite3 *db, const struct options *o)
{
	const struct options plain = options_unfiltered(o);
	FILE *out = output_open(o);
	sqlite3_stmt *s;

	s = query_rows(db, query_text("frag_groups"), &plain);
	output_rows(out, s, o);
	sqlite3_finalize(s);
	s = statement(db, "frag_states");
	plot_space(out, s, output_width(out, o));
	sqlite3_finalize(s);
	fputc('\n', out);
	next_step(out, o, 0, "frag --policy all");
	return output_close(out, o);
}

static int put_groups(sqlite3 *db, const struct options *o)
{
	const struct options plain = options_unfiltered(o);

	return answer(db, query_text("frag_groups"), &plain);
}

static int ask(sqlite3 *db, const struct options *o)
{
	const struct options plain = options_unfiltered(o);
	const struct options left = options_of_rows(o);

	if (options_filter(o))
		query_narrow_view(db, "l1_frag", o->filter.kind ? "frag" : "l1_frag", &left);
	return !options_grouped(o) ? answer(db, query_text("frag"), &plain)
		: o->rows.format == FORMAT_TABLE ? show(db, o) : put_groups(db, o);
}

static int run(const struct options *o)
{
	struct frag_stream *f;
	struct row_stream stream;
	struct input in;
	int result;

	if (o->policy)
		return run_policy(o);
	f = frag_stream_new(o);
	stream = frag_stream_sink(f);
	in = input_open_for(o, 0, "frag", &(struct input_wants){
		.what = LOAD_SPACE | (o->filter.op ? LOAD_OPS : 0),
		.stream = frag_streams(o) ? &stream : NULL});
	result = in.streamed ? frag_stream_end(f, in.db) : ask(in.db, o);
	frag_stream_free(f);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_frag = {
	.name = "frag",
	.answers = "free bytes of the allocators over time: largest block, holes, fragmentation",
	.help = "Examples:\n"
		"  l1analyze frag run.l1t                     each allocator at its worst\n"
		"  l1analyze frag --format csv run.l1t        a row for each change\n"
		"  l1analyze frag --policy all run.l1t        which failures other rules would avoid\n"
		"  l1analyze frag --policy best-fit --format csv run.l1t     failure by failure\n"
		"\n"
		"A device has one allocator for L1, one for L1_SMALL and one for DRAM (--kind dram, all);\n"
		"a submesh has its own. Buffers\n"
		"are lockstep: all banks look the same. holes: runs of free bytes.\n"
		"fragmentation = 1 - largest_free_bytes / free_bytes: 0 when all free bytes lie together.\n"
		"\n"
		"--policy replays the recorded allocations and frees under other rules of placement\n"
		"(several with commas, or all):\n"
		"  runtime     what TT-Metal does: the highest block that fits, its upper end; also\n"
		"              called top-down and first-fit\n"
		"  best-fit    the smallest block that fits     worst-fit   the largest block\n"
		"  next-fit    down from the last one given out, then again from the top\n"
		"  segregated  the highest of the smallest size class (powers of two)\n"
		"  bottom-up   the lowest block, its lower end, where programs lie\n"
		"  compacting  all that lives may be moved: the best that any rule could do\n"
		"'failure gone' would not have happened; 'new failure' would have: a buffer without room\n"
		"(oom), or a launch whose regions reach into the lowest buffer (clash). What failed in\n"
		"the run is not placed, so what it would have taken later is not known.\n",
	.takes = TAKES_POLICY | TAKES_GROUPED,
	.run = run,
};
