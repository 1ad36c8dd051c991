/*
 * Rows as stacks of call sites: see stack_rows.h.
 *
 * Must not know: how stacks are written.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "frame_parts.h"
#include "grown_array.h"
#include "owner_rows.h"
#include "query_run.h"
#include "readable.h"
#include "shared_bytes.h"
#include "shown_frames.h"
#include "stack_rows.h"
#include "statement.h"
#include "worst_core.h"
#include "xalloc.h"

static const char *text_at(sqlite3_stmt *s, int column)
{
	return column < 0 ? NULL : (const char *)sqlite3_column_text(s, column);
}

/* Adds a frame of a call site, of `n` bytes. */
static void add_frame(struct stacks *to, const char *text, size_t n, const char *folder)
{
	const struct frame_parts parts = frame_parts_of(text, n, folder);

	stacks_frame(to, parts.function, parts.path, parts.line);
	free(parts.text);
}

/* Adds the shown frames of a call site (NULL: it is not known), the outermost first. */
static void add_site(struct stacks *to, const char *site, const char *folder)
{
	struct { const char *at; size_t n; } *frames = NULL, one;
	struct shown_frames shown = shown_frames_of(site);
	size_t count = 0, capacity = 0;

	while (site && shown_frames_next(&shown, &one.at, &one.n)) {
		GROW(frames, count, capacity);
		frames[count].at = one.at;
		frames[count++].n = one.n;
	}
	while (count--)
		add_frame(to, frames[count].at, frames[count].n, folder);
	free(frames);
}

/* Adds a frame that is no call site: words that are known, blanks between. */
static void add_words(struct stacks *to, const char *first, const char *second, const char *third)
{
	char *text = xprintf("%s%s%s%s%s", first, second ? " " : "", second ? second : "",
		third ? " " : "", third ? third : "");

	stacks_frame(to, text, NULL, 0);
	free(text);
}

static void add_owner(struct stacks *to, sqlite3_stmt *s, const char *folder, int64_t bytes)
{
	const char *part = text_at(s, O_PART), *kind = text_at(s, O_OWNER_KIND),
		*owner = text_at(s, O_OWNER);

	add_site(to, text_at(s, O_CALLSITE), folder);
	if (owner)
		stacks_frame(to, owner, NULL, 0);
	if (!kind)
		add_words(to, part, text_at(s, O_NOTE), NULL);
	else if (!strcmp(part, "program"))
		stacks_frame(to, kind, NULL, 0);
	else
		add_words(to, part, text_at(s, O_VARIABLE), text_at(s, O_TENSOR));
	stacks_end(to, bytes);
}

/* The fullest core of a run in words; the caller frees them. */
static char *worst_in_words(sqlite3_stmt *worst)
{
	const char *name = text_at(worst, C_NAME);
	char op[40] = "";

	if (sqlite3_column_type(worst, C_OP) != SQLITE_NULL)
		snprintf(op, sizeof(op), ", in op %" PRId64 "%s", (int64_t)sqlite3_column_int64(worst, C_OP),
			name ? ", " : "");
	return xprintf("core %d,%d of chip %d holds %s bytes at %.3f ms%s%s",
		sqlite3_column_int(worst, C_CORE_X), sqlite3_column_int(worst, C_CORE_Y),
		sqlite3_column_int(worst, C_DEVICE),
		grouped((uint64_t)sqlite3_column_int64(worst, C_PEAK_BYTES)),
		(double)sqlite3_column_int64(worst, C_TIME_NS) / 1e6, op, *op && name ? name : "");
}

/* A number for a part's name. */
static uint64_t part_number(const char *part)
{
	static const char *const parts[] = {"buffer", "l1_small", "program", "persistent"};
	size_t i = 0;

	while (i < sizeof(parts) / sizeof(*parts) && strcmp(part, parts[i]) != 0)
		i++;
	return i;
}

/* What each row of owners.sql weighs. The caller frees it. */
static struct holding *weights_of(sqlite3_stmt *s)
{
	struct holding *all = NULL;
	size_t count = 0, capacity = 0;

	while (database_next(s)) {
		const uint64_t part = part_number(text_at(s, O_PART));

		GROW(all, count, capacity);
		all[count++] = (struct holding){.group = (uint64_t)sqlite3_column_int64(s, O_RUN) << 8 | part,
			.has_address = sqlite3_column_type(s, O_ADDRESS) == SQLITE_INTEGER,
			.address = (uint64_t)sqlite3_column_int64(s, O_ADDRESS),
			.bytes = sqlite3_column_int64(s, O_BYTES_PER_CORE)};
	}
	sqlite3_reset(s);
	shared_bytes_once(all, count);
	return all;
}

enum run_column { RUN, PATH, CWD, WALL_NS };    /* columns of stacks_runs.sql */

/* Begins the profile of the run that `runs` is at; its moment is at `time_ns` of it. */
static void begin_profile(struct stacks *to, sqlite3_stmt *runs, const char *about, int64_t time_ns)
{
	const char *path = text_at(runs, PATH);
	const int64_t wall_ns = sqlite3_column_int64(runs, WALL_NS);

	stacks_profile(to, path ? path : "", about,
		wall_ns > 0 && time_ns >= 0 && time_ns < INT64_MAX - wall_ns ? wall_ns + time_ns : 0);
}

void stacks_of_owners(struct stacks *to, sqlite3 *db)
{
	sqlite3_stmt *runs = statement(db, "stacks_runs"), *worst = statement(db, "owners_worst"),
		*s = owner_rows(db);
	struct holding *weights = weights_of(s);
	bool more = database_next(s), held = database_next(worst);
	size_t row = 0;

	while (database_next(runs)) {
		const int64_t run = sqlite3_column_int64(runs, RUN);
		const bool any = held && sqlite3_column_int64(worst, C_RUN) == run;
		char *about = any ? worst_in_words(worst) : xstrdup("nothing is held then");

		begin_profile(to, runs, about, any ? sqlite3_column_int64(worst, C_TIME_NS) : 0);
		for (; more && sqlite3_column_int64(s, O_RUN) == run; more = database_next(s), row++)
			if (weights[row].bytes > 0)
				add_owner(to, s, text_at(runs, CWD), weights[row].bytes);
		if (any)
			held = database_next(worst);
		free(about);
	}
	sqlite3_finalize(runs);
	sqlite3_finalize(worst);
	sqlite3_finalize(s);
	free(weights);
}

struct leak_columns {
	int run, reason, callsite, name, kind, variable, tensor, bytes;
};

static void add_leak(struct stacks *to, sqlite3_stmt *s, const struct leak_columns *c, const char *folder)
{
	const char *reason = text_at(s, c->reason), *name = text_at(s, c->name), *kind = text_at(s, c->kind);

	stacks_frame(to, reason ? reason : "reason not known", NULL, 0);
	add_site(to, text_at(s, c->callsite), folder);
	if (name)
		stacks_frame(to, name, NULL, 0);
	add_words(to, kind && strcmp(kind, "l1") ? kind : "buffer", text_at(s, c->variable),
		text_at(s, c->tensor));
	stacks_end(to, sqlite3_column_int64(s, c->bytes));
}

void stacks_of_leaks(struct stacks *to, sqlite3 *db, const struct options *o)
{
	const struct options plain = options_unfiltered(o);
	sqlite3_stmt *runs = statement(db, "stacks_runs"), *s;
	struct leak_columns c;
	bool more;

	query_narrow_view(db, "l1_leaks", o->filter.kind ? "leaks" : "l1_leaks", o);
	s = query_prepare(db, query_text("leaks"), &plain);
	c = (struct leak_columns){query_column(s, "run"), query_column(s, "reason"),
		query_column(s, "callsite"), query_column(s, "name"), query_column(s, "kind"),
		query_column(s, "variable"), query_column(s, "tensor"), query_column(s, "bytes_per_core")};
	more = database_next(s);
	while (database_next(runs)) {
		begin_profile(to, runs, "bytes per core that were never freed", 0);
		for (; more && sqlite3_column_int64(s, c.run) == sqlite3_column_int64(runs, RUN);
			more = database_next(s))
			if (sqlite3_column_int64(s, c.bytes) > 0)
				add_leak(to, s, &c, text_at(runs, CWD));
	}
	sqlite3_finalize(runs);
	sqlite3_finalize(s);
}
