/* watch: what running processes hold, as long as they run. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "background.h"
#include "canvas.h"
#include "command.h"
#include "followed_trace.h"
#include "frame.h"
#include "last_cure.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "owner_names.h"
#include "run_end.h"
#include "screen.h"
#include "watch.h"
#include "watched_paths.h"
#include "watched_run.h"
#include "whole_trace.h"
#include "xalloc.h"

enum { WAIT_MS = 5, TABLE_COLUMNS = 80, TABLE_ROWS = 200 };
static const uint64_t cure_most_ns = 60000000000;

/* ---- --once ---- */

static void find_cure(void *context, void *shared)
{
	last_cure(context, shared, NOTE_ROOM);
}

/* In a child, since a trace that cannot be explained may not end the answer. */
static void cure_of(struct watched_run *r)
{
	struct background b;
	enum background_state state = BACKGROUND_FAILED;

	if (!r->shown->failure_count || !background_new(&b, NOTE_ROOM))
		return;
	if (background_start(&b, find_cure, (void *)(uintptr_t)r->path))
		while ((state = background_look(&b, cure_most_ns)) == BACKGROUND_BUSY)
			nanosleep(&(struct timespec){.tv_nsec = WAIT_MS * 1000000}, NULL);
	if (state == BACKGROUND_DONE)
		memcpy(r->cure, b.shared, NOTE_ROOM - 1);
	background_free(&b);
}

/* False: the trace cannot be read, which was said. */
static bool read_run(struct watched_run *r, const char *path, bool with_cure)
{
	char why[512];

	*r = (struct watched_run){.path = path, .shown = xcalloc(1, sizeof(*r->shown))};
	if (!whole_trace(path, r->shown, why, sizeof(why))) {
		say("%s", why);
		free(r->shown);
		return false;
	}
	run_has_ended(r->shown, true, r->ended, sizeof(r->ended));
	if (with_cure)
		cure_of(r);
	return true;
}

/* The picture as text, one after the other. */
static void put_pictures(FILE *out, const struct watched_run *runs, size_t count, size_t width)
{
	struct canvas c = {0};

	for (size_t i = 0; i < count; i++) {
		const struct followed_view v = {.path = runs[i].path, .shown = runs[i].shown,
			.state = runs[i].ended[0] ? FOLLOW_ENDED : FOLLOW_RUNS,
			.ended = runs[i].ended[0] ? runs[i].ended : NULL,
			.cure = runs[i].cure[0] ? runs[i].cure : NULL, .runs = 1};

		canvas_begin(&c, width ? (unsigned)width : 4000, TABLE_ROWS);
		frame_draw(&c, &(struct frame){.all = &v, .count = 1, .is_still = true,
			.variable = owner_variable});
		canvas_end(&c);
		for (size_t k = 0; k < c.count; k++)
			fprintf(out, "%s%s\n", i && !k ? "\n" : "", c.lines[k].text);
	}
	canvas_free(&c);
	owner_names_forget();
}

/* Returns the exit code; that so far is `result`. */
static int print_runs(const struct options *o, const struct watched_run *runs, size_t count, int result)
{
	FILE *out = output_open(o);
	int closed;

	if (o->rows.format == FORMAT_OPENMETRICS)
		openmetrics(out, runs, count);
	else if (o->rows.format == FORMAT_TABLE)
		put_pictures(out, runs, count, o->rows.has_width ? o->rows.width : TABLE_COLUMNS);
	else
		watch_rows(out, o->rows.format, runs, count);
	if (o->rows.format == FORMAT_TABLE && watched_kind(o->words[0]) == WATCHED_FILE) {
		fputc('\n', out);
		next_step(out, o, 0, "peak");
	}
	closed = output_close(out, o);
	return closed ? closed : result;
}

static int once(const struct options *o)
{
	static struct watched_paths paths;
	struct watched_run *runs;
	size_t count = 0;
	int result = EXIT_OK;

	watched_find(o->words[0], &paths);
	if (!paths.count)
		die(EXIT_UNREADABLE, watched_kind(o->words[0]) == WATCHED_PROCESS
			? "process %s records no trace that can be found; start it with l1record, or name the file"
			: "there is no trace (.l1t) in '%s'", o->words[0]);
	runs = xcalloc(paths.count, sizeof(*runs));
	for (size_t i = 0; i < paths.count; i++) {
		if (!read_run(&runs[count], paths.at[i], o->rows.format != FORMAT_OPENMETRICS)) {
			result = EXIT_UNREADABLE;
			continue;
		}
		if (runs[count].shown->damaged) {
			result = result ? result : EXIT_INCOMPLETE;
			/* a picture has a line of its own */
			if (o->rows.format != FORMAT_TABLE)
				say("'%s' is damaged, and figures are of what can be read (l1analyze check)",
					paths.at[i]);
		}
		count++;
	}
	if (count)
		result = print_runs(o, runs, count, result);
	for (size_t i = 0; i < count; i++)
		free(runs[i].shown);
	free(runs);
	watched_empty(&paths);
	return result;
}

static int run(const struct options *o)
{
	const char *why;

	if (o->word_count != 1)
		die(EXIT_USAGE, o->word_count ? "watch follows one file, folder or process; name a folder of traces"
			: "nothing to watch; name a trace, a folder or a process: l1analyze watch run.l1t");
	if (o->once)
		return once(o);
	if (o->rows.output || options_given(o, "format"))
		die(EXIT_USAGE, "watch draws on a terminal; with --once it prints what is held now and ends");
	why = screen_refuses();
	if (why)
		die(EXIT_USAGE, "%s; l1analyze watch --once prints what is held now and ends", why);
	watch(o->words[0]);
	return EXIT_OK;
}

const struct command cmd_watch = {
	.name = "watch",
	.answers = "what running processes hold now, redrawn twice a second",
	.words = "FILE|FOLDER|PID",
	.help = "Examples:\n"
		"  l1analyze watch run.l1t             the process that records into this file\n"
		"  l1analyze watch DIR                 all that record into this folder: ranks, workers\n"
		"  l1analyze watch 4242                a process, and what it has started\n"
		"  l1analyze watch --once run.l1t      once, as text\n"
		"  l1analyze watch --once --format json DIR\n"
		"  l1analyze watch --once --format openmetrics -f -o l1trace.prom DIR\n"
		"\n"
		"It only reads the trace and the live file beside it: the process does nothing for it and\n"
		"cannot notice it. For each chip (chips that hold the same are one) it shows a bar of the\n"
		"fullest core at the fullest instant of the last two seconds, its parts, the peak so far,\n"
		"the last minutes; the cores where they differ; whose buffers live; the last failure with\n"
		"its cure (l1analyze explain). Bytes are those of one core.\n"
		"Keys: q quit, p pause, j k or arrows another process, s their order, h help. It goes on\n"
		"when the process dies, and when another run begins under the same name.\n"
		"\n"
		"--once: after the last event, for scripts. json, jsonl, csv, tsv, markdown: a row for each\n"
		"chip, with columns of peak and timeline. openmetrics: for Prometheus's textfile collector;\n"
		"with -o the file is replaced in one step. Labels are host, pid, rank, device, kind. Exit 4:\n"
		"the trace is damaged; that the process still runs is no reason.\n",
	.takes = NO_FILTERS | NO_ROWS | TAKES_ONCE,
	.formats = "table csv tsv json jsonl markdown openmetrics",
	.first_input = words_as_typed,
	.run = run,
};
