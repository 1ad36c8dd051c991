/*
 * What the peak is made of: see peak_owners.h. The address map of that moment says who holds what; the
 * sums of its parts are compared with those of the accounting, and what differs is a row of its own.
 *
 * Must not know: how the peak was found.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "next_step.h"
#include "output.h"
#include "owner_rows.h"
#include "owner_tree.h"
#include "peak_owners.h"
#include "query_run.h"
#include "readable_site.h"
#include "row_writer.h"
#include "run_directories.h"
#include "statement.h"
#include "worst_core.h"
#include "xalloc.h"

#define LEAST_PERCENT 1.0

enum { FRAMES_MOST = TREE_DEPTH_MOST - 2, SITE_BYTES = 1 << 15, OWN_BYTES = 2000 };

struct owners {
	FILE *out;
	sqlite3_stmt *s;        /* the rows, at the next one */
	struct run_directories *folders;
	bool more;
	char site[SITE_BYTES];
};

static const char *text_of(sqlite3_stmt *s, enum owner_column column)
{
	return (const char *)sqlite3_column_text(s, (int)column);
}

static enum part part_of(const char *word)
{
	return !strcmp(word, "buffer") ? PART_BUFFERS : !strcmp(word, "l1_small") ? PART_L1_SMALL
		: !strcmp(word, "program") ? PART_PROGRAM : PART_PERSISTENT;
}

/* The frames of a row's call site in names[], the outermost first. Returns how many there are. */
static size_t read_frames(struct owners *o, const char **names)
{
	const char *site = text_of(o->s, O_CALLSITE);
	size_t count = 0;

	if (!site)
		return 0;
	readable_callsite(o->site, sizeof(o->site), site,
		run_directories_of(o->folders, sqlite3_column_int64(o->s, O_RUN)));
	for (char *at = o->site, *end; at && count < FRAMES_MOST; at = end) {
		end = strstr(at, "; ");
		if (end) {
			*end = 0;
			end += 2;
		}
		names[count++] = at;
	}
	for (size_t i = 0; i < count / 2; i++) {
		const char *other = names[i];

		names[i] = names[count - 1 - i];
		names[count - 1 - i] = other;
	}
	return count;
}

static void append(char *text, const char *before, const char *word)
{
	size_t n = strlen(text);

	if (word && *word)
		snprintf(text + n, OWN_BYTES - n, "%s%s", n ? before : "", word);
}

/* Adds the row to the tree. */
static void add_row(struct owners *o, struct owner_tree *tree)
{
	const char *names[TREE_DEPTH_MOST], *owner = text_of(o->s, O_OWNER), *kind = text_of(o->s, O_OWNER_KIND),
		*note = text_of(o->s, O_NOTE);
	const enum part part = part_of(text_of(o->s, O_PART));
	const bool region = kind && part == PART_PROGRAM;
	size_t count = read_frames(o, names);
	char own[OWN_BYTES] = "", program[OWN_BYTES];

	if (region) {
		snprintf(program, sizeof(program), "program of %s", owner ? owner : "an op that has no name");
		names[count++] = program;
		/* a note of a dataflow buffer says so itself */
		if (!note || strncmp(note, kind, strlen(kind)) != 0)
			append(own, "", kind);
		append(own, " ", note);
		append(own, "; kernels ", text_of(o->s, O_KERNELS));
	} else {
		append(own, "", owner);
		append(own, " ", text_of(o->s, O_VARIABLE));
		append(own, " ", text_of(o->s, O_TENSOR));
		if (!owner && !text_of(o->s, O_TENSOR))
			append(own, ", ", note);
	}
	if (!own[0])
		snprintf(own, sizeof(own), "%s buffer", kind ? kind : "a");
	names[count++] = own;
	owner_tree_add(tree, names, count, region ? 2 : 1, part, sqlite3_column_int64(o->s, O_BYTES_PER_CORE));
}

/* The fullest core of a run in words, and the tree of what it holds. */
static void put_run(struct owners *o, sqlite3_stmt *worst, const struct options *options)
{
	const struct terminal t = output_terminal(o->out, options);
	const struct options *given = options->given ? options->given : options;
	const bool small = given->filter.kind && !strcmp(given->filter.kind, "l1_small");
	struct owner_tree *tree = owner_tree_new();

	put_worst(o->out, &t, worst, small, t.width);
	for (; o->more && sqlite3_column_int64(o->s, O_RUN) <= sqlite3_column_int64(worst, C_RUN);
		o->more = database_next(o->s))
		if (sqlite3_column_int64(o->s, O_RUN) == sqlite3_column_int64(worst, C_RUN))
			add_row(o, tree);
	owner_tree_put(o->out, &t, tree, &(struct tree_limits){
		.whole = sqlite3_column_int64(worst, C_PEAK_BYTES), .width = t.width,
		.least_percent = options->rows.limit ? 0 : LEAST_PERCENT,
		.most = (size_t)options->rows.limit});
	owner_tree_free(tree);
}

static int show(sqlite3 *db, const struct options *options)
{
	struct owners *o = xcalloc(1, sizeof(*o));
	sqlite3_stmt *worst = statement(db, "owners_worst");
	size_t runs = 0;
	int result;

	o->out = output_open(options);
	o->s = owner_rows(db);
	o->folders = run_directories_read(db);
	o->more = database_next(o->s);
	for (; database_next(worst); runs++) {
		if (runs)
			fputc('\n', o->out);
		put_run(o, worst, options);
	}
	if (runs) {
		fputc('\n', o->out);
		next_step(o->out, options, 0, "at --peak");
		next_step_again(o->out, options, 0, "uses --dead");
	} else {
		output_none_left(db, options);
	}
	sqlite3_finalize(worst);
	sqlite3_finalize(o->s);
	run_directories_free(o->folders);
	result = output_close(o->out, options);
	free(o);
	return result;
}

int peak_owners(sqlite3 *db, const struct options *o)
{
	if (o->rows.format == FORMAT_TABLE && !o->rows.sort && !o->rows.no_group)
		return show(db, o);
	owner_maps(db);
	return answer(db, statement_text("owners"), o);
}

void peak_owners_keep(sqlite3 *db)
{
	struct row_writer to = row_writer(db, "peak_held");
	sqlite3_stmt *s = owner_rows(db);

	while (database_next(s))
		WRITE_ROW(&to, NUMBER(run, column_number(s, O_RUN)), TEXT(part, text_of(s, O_PART)),
			NUMBER(bytes_per_core, column_number(s, O_BYTES_PER_CORE)), TEXT(owner, text_of(s, O_OWNER)),
			TEXT(callsite, text_of(s, O_CALLSITE)), TEXT(variable, text_of(s, O_VARIABLE)),
			NUMBER(op, column_number(s, O_OP)));
	row_writer_free(&to);
	sqlite3_finalize(s);
}
