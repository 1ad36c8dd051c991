/* export --to torch-snapshot: what the fullest core holds over time, for PyTorch's page memory_viz. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "exporters.h"
#include "grown_array.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "readable.h"
#include "output.h"
#include "statement.h"
#include "torch_snapshot.h"
#include "worst_core.h"
#include "xalloc.h"

enum {
	EVENTS_MANY = 300000,           /* more than a browser likes to draw */
	TEXT_MOST = 200,                /* characters of a text that a trace says */
	OF_A_CORE = LOAD_BUFFERS | LOAD_OPS | LOAD_CHANGES | LOAD_VARIABLES,
};

struct cores {
	struct snapshot_core *at;
	int64_t *peak_bytes;            /* of each */
	size_t count, capacity, peak_capacity;
};

/* Ends the program where a filter would leave numbers that no verb has. */
static void refuse(const struct options *o)
{
	const char *given = o->filter.op ? "op" : o->filter.kind ? "kind" : o->filter.event ? "event" : NULL;

	if (given)
		die(EXIT_USAGE, "export --to torch-snapshot cannot be limited with --%s; it takes --device, "
			"--core, --from, --to and --mark", given);
}

static char *readable_text(const char *text)
{
	const size_t room = strlen(text) + 1;
	char *to = xmalloc(room);

	readable(to, room, text);
	return to;
}

/* Adds the core that a row of owners_worst.sql is about, of the run that `run` is at. */
static void add_core(struct cores *to, sqlite3_stmt *worst, sqlite3_stmt *run)
{
	enum { RUN, PATH, CWD, WALL_NS };       /* columns of stacks_runs.sql */
	const char *path = (const char *)sqlite3_column_text(run, PATH);
	char *about = xprintf("%s: core %d,%d of chip %" PRId64, path ? path : "a trace",
		sqlite3_column_int(worst, C_CORE_X), sqlite3_column_int(worst, C_CORE_Y),
		(int64_t)sqlite3_column_int64(worst, C_DEVICE));

	GROW(to->peak_bytes, to->count, to->peak_capacity);
	to->peak_bytes[to->count] = sqlite3_column_int64(worst, C_PEAK_BYTES);
	GROW(to->at, to->count, to->capacity);
	to->at[to->count++] = (struct snapshot_core){.run = sqlite3_column_int64(worst, C_RUN),
		.device = sqlite3_column_int64(worst, C_DEVICE),
		.core_x = sqlite3_column_int64(worst, C_CORE_X),
		.core_y = sqlite3_column_int64(worst, C_CORE_Y),
		.wall_ns = sqlite3_column_int64(run, WALL_NS) > 0 ? sqlite3_column_int64(run, WALL_NS) : 0,
		.base = sqlite3_column_int64(worst, C_RESERVED_BYTES),
		.end = sqlite3_column_int64(worst, C_CAPACITY_BYTES),
		.folder = xstrdup((const char *)sqlite3_column_text(run, CWD)),
		.about = readable_text(about)};
	free(about);
}

/* The fullest core of each run in the window; runs in which nothing is held have none. */
static struct cores fullest_cores(sqlite3 *db)
{
	sqlite3_stmt *runs = statement(db, "stacks_runs"), *worst = statement(db, "owners_worst");
	struct cores cores = {0};
	bool more = database_next(worst);

	while (database_next(runs))
		if (more && sqlite3_column_int64(worst, C_RUN) == sqlite3_column_int64(runs, 0)) {
			add_core(&cores, worst, runs);
			more = database_next(worst);
		}
	sqlite3_finalize(runs);
	sqlite3_finalize(worst);
	return cores;
}

static void free_cores(struct cores *cores)
{
	for (size_t i = 0; i < cores->count; i++) {
		free((char *)cores->at[i].folder);
		free((char *)cores->at[i].about);
	}
	free(cores->at);
	free(cores->peak_bytes);
}

static void say_size(sqlite3 *db)
{
	sqlite3_stmt *s = statement(db, "snapshot_size");

	if (database_next(s))
		say("writing at most %s events%s", grouped(column_number(s, 0)),
			column_number(s, 0) > EVENTS_MANY ? "; --from, --to and --mark narrow it" : "");
	sqlite3_finalize(s);
}

static void tell(const struct cores *cores, const char *file)
{
	if (!output_is_file(file))
		return;
	for (size_t i = 0; i < cores->count; i++) {
		const struct snapshot_core *c = &cores->at[i];

		printf("device %zu: ", i);
		put_text(stdout, c->about, TEXT_MOST);
		printf("\n  at most %s bytes in %s events\n", grouped(c->most_bytes), grouped(c->events));
		if (c->most_bytes != (uint64_t)cores->peak_bytes[i])
			printf("  peak says %s bytes: not all of it is known by its holder\n",
				grouped((uint64_t)cores->peak_bytes[i]));
	}
	if (!cores->count)
		puts("nothing is held");
	puts("\nnext: drop the file onto https://pytorch.org/memory_viz");
}

static int write_snapshot(const struct options *o)
{
	struct cores cores;
	struct input in;
	FILE *out;
	int result;

	refuse(o);
	out = output_open(o);
	in = input_open(o, 0, "export", OF_A_CORE | (options_timed(o) ? LOAD_REPLAYED : 0));
	say_size(in.db);
	cores = fullest_cores(in.db);
	torch_snapshot_write(in.db, out, cores.at, cores.count);
	result = output_close(out, o);
	if (!result)
		tell(&cores, o->rows.output);
	free_cores(&cores);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct exporter exporter_snapshot = {
	.name = "torch-snapshot",
	.writes = "what the fullest core holds over time, for PyTorch's page memory_viz",
	.example = "--to torch-snapshot run.pickle run.l1t",
	.run = write_snapshot,
};
