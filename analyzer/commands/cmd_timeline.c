/* timeline: how the use of a core, or of classes of cores, changes. */
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
#include "statement.h"
#include "timeline_chart.h"
#include "timeline_stream.h"
#include "worst_core.h"
#include "xalloc.h"

/* The fullest core in words and commands to go on with, as text; the caller frees it. */
static char *words_below(sqlite3 *db, const struct options *o, const struct terminal *t)
{
	sqlite3_stmt *s = query_prepare(db, statement_text("peak_fullest"), o);
	struct text_file text;
	FILE *out = text_file_begin(&text);

	if (database_next(s) && sqlite3_column_int64(s, C_PEAK_BYTES)) {
		put_worst(out, t, s, false, t->width);
		next_step(out, o, 0, "timeline --rows");
		next_step_again(out, o, 0, "peak --owners");
	}
	sqlite3_finalize(s);
	return text_file_end(&text);
}

/* Lines that a text has on a terminal of this width. */
static size_t lines_of(const char *text, size_t width)
{
	size_t lines = 0;

	for (; *text; lines++) {
		size_t characters = 0;

		for (; *text && *text != '\n'; text++)
			if (*text == '\033')
				text += strcspn(text, "m");
			else
				characters += ((unsigned char)*text & 0xc0) != 0x80;
		lines += width && characters > width ? (characters - 1) / width : 0;
		text += *text != 0;
	}
	return lines;
}

static int draw(sqlite3 *db, const struct options *o)
{
	FILE *out = output_open(o);
	const struct terminal t = output_terminal(out, o);
	char *below = words_below(db, o, &t);

	const size_t lines = lines_of(below, t.width);

	if (!timeline_chart(out, db, o, &t, lines))
		output_none_left(db, o);
	else if (!timeline_chart_is_small(&t, lines))
		fputs(below, out);
	free(below);
	return output_close(out, o);
}

static int run(const struct options *o)
{
	const struct options left = options_of_rows(o);
	const bool draws = output_draws(o);
	struct timeline_stream *t = timeline_stream_new(o);
	const struct row_stream stream = timeline_stream_sink(t);
	struct input in;
	int result;

	if (o->filter.kind)
		die(EXIT_USAGE, "timeline cannot be limited with --kind; its columns show each, and "
			"--event chooses what happened");
	in = input_open_for(o, 0, "timeline", &(struct input_wants){
		.what = LOAD_CHANGES | (o->filter.op ? LOAD_OPS | LOAD_REPLAYED : 0) |
			(draws ? LOAD_PASSES | LOAD_REPLAYED : 0),
		.stream = !draws && timeline_streams(o) ? &stream : NULL});
	result = in.streamed ? timeline_stream_end(t, in.db) : draws ? draw(in.db, &left)
		: query_then(in.db, query_text(o->filter.has_core ? "timeline_core" : "timeline"), &left,
			"at --peak");
	timeline_stream_free(t);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_timeline = {
	.name = "timeline",
	.answers = "the use of a core or device over time: a chart, or one row a change",
	.help = "Examples:\n"
		"  l1analyze timeline run.l1t                       on a terminal a chart, else rows\n"
		"  l1analyze timeline --rows --core 0,0 run.l1t     every change of one core\n"
		"  l1analyze timeline --from 40% --to 60% run.l1t   the middle of the run\n"
		"  l1analyze timeline --event launch run.l1t        only launches\n"
		"\n"
		"The chart has the fullest core that is asked about, each column at its fullest moment, parts\n"
		"stacked under the capacity: B buffers, P program, S L1_SMALL, Z persistent. Passes of marks\n"
		"and failures (x) stand under it. --chart draws it in a pipe or file, too; --rows, --sort,\n"
		"--limit, --event and --no-group ask for rows.\n"
		"\n"
		"Without --core: a row for each class of cores with the same history; core_x and core_y\n"
		"are its first core. A terminal's table shows classes that look the same as one row.\n"
		"program_bytes and total_bytes count a program at its launch only; resident_bytes are\n"
		"those of the program that was launched there last.\n",
	.takes = TAKES_CHART,
	.run = run,
};
