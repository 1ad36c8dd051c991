/* advise: what to change in a program so that its peak falls, or what failed fits. */
#include <string.h>
#include "advice.h"
#include "advice_text.h"
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "proof.h"
#include "query_run.h"
#include "readable.h"
#include "statement.h"

enum { PIECES_USUAL = 8 };      /* that --prove tries by themselves */

/* Reports traces of which nothing can be said: no row is then no good answer. */
static void say_unknown(sqlite3 *db)
{
	enum { PATH, TEXT };                    /* columns of advise_not_told.sql */
	sqlite3_stmt *s = statement(db, "advise_not_told");

	while (database_next(s)) {
		char path[300];

		readable(path, sizeof(path), (const char *)sqlite3_column_text(s, PATH));
		say("nothing can be advised of '%s', where it is not recorded: %s", path,
			(const char *)sqlite3_column_text(s, TEXT));
	}
	sqlite3_finalize(s);
}

/* Where a line runs ops for many callers, a piece is about all of them: their own lines are asked for. */
static void put_shared_line(FILE *out, sqlite3 *db, const struct options *o)
{
	enum { LINE_BYTES = 300 };
	sqlite3_stmt *s = statement(db, "advise_shared_line");
	char line[LINE_BYTES], words[4 * LINE_BYTES] = "advise --hide ";

	if (database_next(s)) {
		const char *path = (const char *)sqlite3_column_text(s, 0), *slash = strrchr(path, '/');

		readable(line, sizeof(line), slash ? slash + 1 : path);
		shell_word(words, sizeof(words), line);
		next_step_again(out, o, 0, words);
	}
	sqlite3_finalize(s);
}

static int show(sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s = query_prepare(db, statement_text("advise_rows"), o);
	FILE *out = output_open(o);

	if (advice_text(out, db, s, output_width(out, o), (uint64_t)o->rows.limit)) {
		fputc('\n', out);
		next_step(out, o, 0, "uses --dead");
		if (database_any(statement(db, "has_failures")))
			next_step_again(out, o, 0, "explain");
		put_shared_line(out, db, o);
	} else {
		output_none_left(db, o);
	}
	sqlite3_finalize(s);
	return output_close(out, o);
}

/* Prints what became of each piece that was tried. */
static int show_proof(sqlite3 *db, const struct options *o)
{
	struct options trace = *o;

	trace.word_count = 1;           /* the rest is the user's command */
	trace.expanded = NULL;
	trace.rows.limit = 0;           /* it was said how many to try */
	return query_then(db, statement_text(o->rows.format == FORMAT_TABLE ? "proof_shown" : "proof_all"),
		&trace, "advise");
}

/* Runs the user's command with the advice done to it. */
static int prove(sqlite3 *db, const struct options *o)
{
	struct proof_counts c = proof_rows(db, &(struct proof_request){.options = o,
		.board = o->prove.board,
		.pieces = options_given(o, "limit") ? (uint64_t)o->rows.limit : PIECES_USUAL});
	int result = show_proof(db, o);

	if (c.left_out)
		say("%llu more pieces were tried in none but the last run; --limit %llu tries each",
			(unsigned long long)c.left_out, (unsigned long long)(c.left_out + (options_given(o, "limit")
				? (uint64_t)o->rows.limit : PIECES_USUAL)));
	if (!c.proved && !c.untrue)
		say("nothing was proved: %s", c.not_done ? "no piece could be done from outside"
			: "there is no advice");
	return result ? result : c.untrue || (!c.proved && c.not_done) ? EXIT_FINDING : EXIT_OK;
}

static void check_words(const struct options *o)
{
	const char *filter = options_filter(o);

	if (filter && (o->prove.given || strcmp(filter, "device")))
		die(EXIT_USAGE, "advise is about the peak of the whole run, and cannot be limited with --%s",
			filter);
	if (o->prove.board && !o->prove.given)
		die(EXIT_USAGE, "--mock says where --prove runs the command; give both");
	if (o->prove.given && o->word_count < 2)
		die(EXIT_USAGE, "--prove runs the command of the trace again; give both: "
			"l1analyze advise --prove run.l1t -- python3 model.py");
}

static int run(const struct options *o)
{
	const struct options unfiltered = options_unfiltered(o);
	struct options plain = unfiltered;
	struct input in;
	int result;

	check_words(o);
	if (o->prove.given)
		plain.word_count = 1;
	in = input_open(&plain, 0, "advise", LOAD_BUFFERS | LOAD_OPS | LOAD_USES | LOAD_CHANGES |
		LOAD_REGIONS | LOAD_REPLAYED | LOAD_PASSES);
	advice_rows(in.db);
	result = o->prove.given ? prove(in.db, o) : o->rows.format == FORMAT_TABLE ? show(in.db, o)
		: answer(in.db, statement_text(
			o->rows.format == FORMAT_MARKDOWN ? "advise_markdown" : "advise_rows"), o);
	say_unknown(in.db);
	input_close(&in);
	return result ? result : in.incomplete;
}

/* Index of the first word that names an input. */
static int first_input(const struct options *o)
{
	return o->prove.given ? o->word_count : 0;      /* the rest is the user's command */
}

const struct command cmd_advise = {
	.name = "advise",
	.answers = "what to change so that the peak falls, or what failed fits",
	.help = "Examples:\n"
		"  l1analyze advise run.l1t                       what to change, and the peak after it\n"
		"  l1analyze advise --limit 3 run.l1t             the three best\n"
		"  l1analyze advise --format jsonl run.l1t        a row for each piece, the best first\n"
		"  l1analyze advise --format markdown run.l1t     to paste into an issue\n"
		"  l1analyze advise --prove run.l1t -- python3 model.py\n"
		"                                                 do it, and see whether it is true\n"
		"\n"
		"'free earlier': what one line makes is freed right after another line, the last that uses\n"
		"it. It is advised only if, each time that line ran, it was the last use of what would be\n"
		"freed, and no other op, replay or read of the host may have used it later. 'reallocate':\n"
		"something failed, and fits if this tensor is moved before the line (all its names must be\n"
		"the new one). 'in place': the op writes over an input that nothing uses later, each time\n"
		"that its line ran. 'to dram': what a line makes is in DRAM; because names the ops that use\n"
		"it, and those of which the run does not show that they take it from there. If one of them\n"
		"sizes its program by how much L1 is free, as ttnn.matmul may, or takes or makes it sharded,\n"
		"it is only advised where something that failed then fits: it may take several times as much\n"
		"of L1 then. Nor is it where a call would bring it back into L1, as far as that is seen.\n"
		"Each piece is replayed alone: peak_after_bytes is what `l1analyze peak` prints when the\n"
		"program is changed and recorded again. 'all together' is all that is freed earlier; 'floor'\n"
		"what the peak would be if every buffer were freed right after its last use, under the same\n"
		"order of ops.\n"
		"figure 'at least': the new peak is not below it, but may be higher; because says why. The\n"
		"floor is 'at most' this where something lives during a capture, or only may have been used\n"
		"as late as is supposed; empty (about): for both reasons, since what is in DRAM makes other\n"
		"programs, or the op that has the peak then asked how much L1 is free, and takes more or less\n"
		"of it when more is.\n"
		"failures_prevented: allocations and launches that failed and would then fit, one beside the\n"
		"other, by the runtime's own rule of placement; empty where a replay does not give the\n"
		"addresses that were recorded, and where the call that failed may fail again. What an op frees itself, or the program cache keeps, is not advised on.\n"
		"\n"
		"'l1_small_size': what bytes_per_core says is enough for all that was put there, so that L1\n"
		"gets the rest; or it is what an allocation that failed there would have needed: its call may\n"
		"ask for more there next.\n"
		"'shard over more cores': L1 reserves the bytes of a shard on all cores, on whichever its\n"
		"data lie. What is replayed are the tensors of that memory config on the rectangle `cores`\n"
		"that gives each core the same; not what ops take for themselves then (empty figure: about).\n"
		"Only what elementwise ops and copies make and take: others may want their grid.\n"
		"'look at': the program that runs at the peak, where it has a tenth of it or more. No change\n"
		"of it was replayed ('not proved'); none can save more at the peak than most_saved_bytes,\n"
		"since the next fullest moment stays. Each 'region' is a circular or dataflow buffer of it,\n"
		"each 'other launch' the same op with fewer bytes: on which cores, and what it works on.\n"
		"\n"
		"--prove runs the command after -- again under l1record --mock: unchanged, with each piece\n"
		"done to it from outside (--limit N: only the N best), and with all of them together. A\n"
		"row says what was predicted, what was seen, and the verdict: proved; not so; not done,\n"
		"and why, where it takes an edit of the program. No file of the program is changed. The\n"
		"board is that of the trace; --mock says another. The status is 1 when something is not so,\n"
		"or when nothing could be done from outside; 2 when the command is not the trace's.\n",
	.words = "INPUT... | --prove TRACE -- CMD...",
	.takes = DRAWS | TAKES_PROVE,
	.first_input = first_input,
	.run = run,
};
