/* uses: which ops work on each buffer, when the last one does, and who frees the buffer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "query_run.h"
#include "readable.h"
#include "statement.h"
#include "xalloc.h"

/* Reports traces that do not record uses: they do not show that nothing was freed late. */
static void say_unknown(sqlite3 *db)
{
	sqlite3_stmt *s = statement(db, "uses_not_told");

	while (database_next(s)) {
		char path[300];

		readable(path, sizeof(path), (const char *)sqlite3_column_text(s, 0));
		say("'%s' does not say what its ops work on: recorded without the preload library, by "
			"an older version, or with L1TRACE_USES=0", path);
	}
	sqlite3_finalize(s);
}

/* " in op 13, ttnn.gelu" */
static void put_op(FILE *out, sqlite3_stmt *s, const char *op, const char *name)
{
	const char *words = (const char *)sqlite3_column_text(s, query_column(s, name));

	if (sqlite3_column_type(s, query_column(s, op)) == SQLITE_NULL) {
		fputs(" between two ops", out);
		return;
	}
	fprintf(out, " in op %lld", (long long)sqlite3_column_int64(s, query_column(s, op)));
	if (words) {
		fputs(", ", out);
		put_text(out, words, 100);
	}
}

/*
 * Prints how much of the fullest moment nothing uses any more, and what the run's peak would be if
 * each buffer was freed after its last use.
 */
static void put_floor(FILE *out, sqlite3_stmt *s)
{
	uint64_t peak = column_number(s, query_column(s, "peak_bytes")),
		total = column_number(s, query_column(s, "dead_total_bytes")),
		dead = column_number(s, query_column(s, "dead_bytes")),
		least = column_number(s, query_column(s, "least_bytes"));

	fprintf(out, "%s of %s bytes a core", grouped(dead), grouped(total));
	put_op(out, s, "dead_op", "dead_name");
	fprintf(out, ", %s, are used by nothing any more. ", total == peak ? "the peak"
		: "the fullest moment that holds any such buffer");
	if (least == peak) {
		fprintf(out, "The peak, %s", grouped(peak));
		put_op(out, s, "op", "name");
		fputs(", stays without them.", out);
		return;
	}
	fprintf(out, "With every buffer freed after its last use, the peak of %s would be at most %s",
		grouped(peak), grouped(least));
	put_op(out, s, "least_op", "least_name");
	fputs(", if no op sizes itself by what is free.", out);
}

static void tell_floor(FILE *out, sqlite3 *db, size_t width)
{
	sqlite3_stmt *s = statement(db, "uses_moments");
	struct text_file text;
	FILE *to = text_file_begin(&text);
	char *words;

	if (database_next(s))
		put_floor(to, s);
	sqlite3_finalize(s);
	words = text_file_end(&text);
	put_wrapped(out, words, 0, 2, width);
	fputc('\n', out);
	free(words);
}

static void put_moment(FILE *out, sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s = statement(db, "uses_moments");
	char words[80];

	if (database_next(s)) {
		snprintf(words, sizeof(words), "at %lldns",
			(long long)sqlite3_column_int64(s, query_column(s, "dead_time_ns")));
		next_step(out, o, 0, words);
		next_step_again(out, o, 0, "advise");
	}
	sqlite3_finalize(s);
}

static int show_dead(sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s;
	FILE *out;

	query_narrow_view(db, "dead_held", "dead_held", o);     /* asked twice */
	s = query_rows(db, query_text("uses_dead"), o);
	out = output_open(o);
	if (output_rows(out, s, o)) {
		query_narrow(db, "floors", query_text("uses_floor"), o);
		fputc('\n', out);
		tell_floor(out, db, output_width(out, o));
		put_moment(out, db, o);
	}
	sqlite3_finalize(s);
	return output_close(out, o);
}

static int run_dead(const struct options *o)
{
	const struct options plain = options_unfiltered(o);
	const char *filter = options_filter(o);
	struct input in;
	int result;

	if (filter)
		die(EXIT_USAGE, "uses --dead is about the fullest moment of the whole run, and cannot be "
			"limited with --%s", filter);
	in = input_open(o, 0, "uses", LOAD_BUFFERS | LOAD_OPS | LOAD_USES | LOAD_CHANGES);
	result = o->rows.format == FORMAT_TABLE ? show_dead(in.db, &plain)
		: answer(in.db, query_text("uses_dead"), &plain);
	say_unknown(in.db);
	input_close(&in);
	return result ? result : in.incomplete;
}

static int run(const struct options *o)
{
	const struct options plain = options_unfiltered(o), left = options_of_rows(o);
	struct input in;
	int result;

	if (o->dead)
		return run_dead(o);
	in = input_open(o, 0, "uses", LOAD_BUFFERS | LOAD_OPS | LOAD_USES);
	if (options_filter(o) && o->filter.kind)
		query_narrow_view(in.db, "l1_uses", "uses", &left);
	else if (options_filter(o))
		query_narrow(in.db, "l1_uses", statement_text("uses_l1"), &left);
	result = query_then(in.db, query_text(options_grouped(o) ? "uses_groups" : "uses"), &plain,
		"uses --dead");
	say_unknown(in.db);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_uses = {
	.name = "uses",
	.answers = "who uses each buffer, for the last time when, and who frees it",
	.help = "Examples:\n"
		"  l1analyze uses run.l1t                     by where a buffer is made, used last, freed\n"
		"  l1analyze uses --dead run.l1t              what the fullest moment holds for nothing\n"
		"  l1analyze uses --format csv run.l1t        one row a buffer\n"
		"  l1analyze uses --op ttnn.matmul run.l1t    buffers that matmul allocated\n"
		"  l1analyze uses --kind dram run.l1t         in DRAM instead of L1\n"
		"\n"
		"A use is an op that works on the buffer (its address is among the op's arguments, or a\n"
		"circular or dataflow buffer lies in it), a replay of such an op, a read or write by the\n"
		"host, or a call that makes another tensor over it ('view'). dead_ops, dead_ns: from the\n"
		"last use to the free, or to the end. Where it is not sure that an op used a buffer (two\n"
		"memories have the same address, or not all of an op's arguments are known) last_use is\n"
		"'perhaps ..', and it counts as used.\n"
		"freed: the op that freed it, else how it came to be freed: del, rebinding, return (a\n"
		"function ended, which the call site's line called), gc, ..; 'l1analyze schema' has all.\n"
		"Just 'freed': that is not known.\n",
	.takes = TAKES_DEAD | TAKES_GROUPED,
	.run = run,
};
