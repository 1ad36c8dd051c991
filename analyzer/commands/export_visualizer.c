/* export --to ttnn-visualizer: the folder that ttnn-visualizer opens. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "buffer_words.h"
#include "database.h"
#include "exporters.h"
#include "input.h"
#include "l1t_record.h"
#include "load.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "statement.h"
#include "visualizer.h"
#include "xalloc.h"

enum { CHUNKS_DEFAULT = 20 };

struct uses {
	sqlite3 *db;
	uint64_t run;
};

static void on_begin(void *context, uint64_t run, const struct row_names *names)
{
	struct uses *u = context;

	if (!u->db)
		visualizer_begin(names->db);
	u->db = names->db;
	u->run = run;
}

static void on_used(void *context, const struct l1t_alloc *a, uint64_t op, bool made)
{
	const struct uses *u = context;
	sqlite3_stmt *put = statement_kept(u->db, "visualizer_use");

	bind_named(put, ":run", u->run);
	bind_named(put, ":op", op);
	bind_named(put, ":buffer", a->id);
	bind_named_text(put, ":kind", buffer_kind(a->type));
	bind_named(put, ":made", made);
	database_insert(put);
	statement_let_go(put);
}

/* --chunks: of how many ops; -1: all. Ends the program if it is none. */
static int64_t chunks_of(const char *word)
{
	char *end;
	long long n;

	if (!word)
		return CHUNKS_DEFAULT;
	if (!strcmp(word, "all"))
		return -1;
	if (!strcmp(word, "none"))
		return 0;
	n = strtoll(word, &end, 10);
	if (*word < '0' || *word > '9' || *end || n > INT32_MAX)
		die(EXIT_USAGE, "bad number '%s' for --chunks; write all, none or 50", word);
	return n;
}

static void refuse(const struct options *o)
{
	const struct filter_options *f = &o->filter;
	const char *name = f->has_core ? "core" : f->kind ? "kind" : f->event ? "event" : NULL;

	if (name)
		die(EXIT_USAGE, "ttnn-visualizer shows ops whole; --%s does not narrow them, but --op, --mark, "
			"--from, --to and --device do", name);
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/* Before the input is read: ends the program where a file of the report is an input, or is there already. */
static void check_files(const struct options *o)
{
	static const char *const names[] = {"db.sqlite", "config.json"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *path = xprintf("%s/%s", o->rows.output, names[i]);
		struct options file = *o;

		file.rows.output = path;
		output_check(&file);
		free(path);
	}
}

static int run(const struct options *o)
{
	struct uses uses = {0};
	const struct row_stream stream = {.context = &uses, .begin = on_begin, .used = on_used};
	const struct input_wants wants = {.stream = &stream,
		.what = LOAD_OPS | LOAD_REGIONS | LOAD_BUFFERS | LOAD_USES | LOAD_CLASS_CORES};
	int64_t chunks = chunks_of(o->chunks);
	char folder[4200] = "";
	struct input in;

	refuse(o);
	check_files(o);
	in = input_open_for(o, 0, "export", &wants);
	visualizer_begin(in.db);
	visualizer_write(in.db, &(struct visualizer_report){.folder = o->rows.output,
		.name = last_part(o->words[0]), .force = o->rows.force, .chunks = chunks});
	input_close(&in);
	shell_word(folder, sizeof(folder), o->rows.output);
	printf("next: ttnn-visualizer --host 127.0.0.1 --profiler-path %s\n", folder);
	return in.incomplete;
}

const struct exporter exporter_visualizer = {
	.name = "ttnn-visualizer",
	.writes = "a report for ttnn-visualizer: operations, buffers, graphs, failures",
	.example = "--to ttnn-visualizer report run.l1t",
	.options = "chunks",
	.run = run,
};
