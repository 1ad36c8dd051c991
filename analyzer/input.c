/* A verb's inputs as one database: see input.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "database.h"
#include "input.h"
#include "load.h"
#include "say.h"
#include "window.h"

/* Runs that were not whole when they were loaded, from this one on. */
static int incomplete_runs(sqlite3 *db, int from)
{
	sqlite3_stmt *s = database_prepare(db, "SELECT path, ended, damage FROM run "
		"WHERE run >= ? AND (NOT finished OR damage IS NOT NULL)");
	int result = 0;

	sqlite3_bind_int(s, 1, from);
	while (database_next(s)) {
		const char *damage = (const char *)sqlite3_column_text(s, 2);

		say("'%s' was damaged or unfinished when it was loaded: %s%s%s",
			sqlite3_column_text(s, 0), sqlite3_column_text(s, 1), damage ? "; " : "",
			damage ? damage : "");
		result = EXIT_INCOMPLETE;
	}
	sqlite3_finalize(s);
	return result;
}

static void unreadable(const char *path, const char *why)
{
	die(EXIT_UNREADABLE, "cannot read '%s': %s", path, why);
}

/* Copies all that databases hold; SQLite attaches only between transactions. */
static void append(struct input *in, const char *path, int *runs)
{
	const char *why;
	int count;

	database_run(in->db, "COMMIT");
	count = database_append(in->db, path, *runs, &why);
	if (count < 0)
		unreadable(path, why);
	if (incomplete_runs(in->db, *runs + 1))
		in->incomplete = EXIT_INCOMPLETE;
	*runs += count;
	database_run(in->db, "BEGIN");
}

/* A name that no mark has leaves no row: said, since it looks like a good answer. */
static void look_for_mark(sqlite3 *db, const char *name)
{
	sqlite3_stmt *s;

	if (!name)
		return;
	s = database_prepare(db, "SELECT 1 FROM phase WHERE kind = 'mark' AND name = ?");
	bind_text(s, 1, name);
	if (!database_next(s))
		say("no mark '%s' in what was read; l1analyze query 'SELECT DISTINCT name FROM mark' "
			"lists them", name);
	sqlite3_finalize(s);
}

void input_look_at(const char *path)
{
	struct stat st;

	if (stat(path, &st) || access(path, R_OK))
		unreadable(path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		unreadable(path, S_ISFIFO(st.st_mode) ? "not a regular file but a pipe; traces are read "
			"more than once" : "not a regular file");
}

struct input input_open(const struct options *o, int from, const char *verb, unsigned what)
{
	struct input in = {0};
	struct loader *l;
	const char *why;
	int runs = 0;

	if (from >= o->word_count)
		die(EXIT_USAGE, "nothing to read; name a trace: l1analyze %s run.l1t", verb);
	for (int i = from; i < o->word_count; i++)
		input_look_at(o->words[i]);
	if (o->word_count - from == 1 && database_looks_like(o->words[from])) {
		in.db = database_open(o->words[from], &why);
		if (!in.db)
			unreadable(o->words[from], why);
		in.incomplete = incomplete_runs(in.db, 1);
		look_for_mark(in.db, o->mark ? o->mark : o->per_mark);
		window_set(in.db, o);
		return in;
	}
	in.db = database_create(":memory:", ":memory:");
	l = loader_new(in.db, what);
	for (int i = from; i < o->word_count; i++) {
		if (database_looks_like(o->words[i]))
			append(&in, o->words[i], &runs);
		else if (load_trace(l, o->words[i], (uint64_t)++runs, o))
			in.incomplete = EXIT_INCOMPLETE;
	}
	loader_free(l);
	window_set(in.db, o);
	database_run(in.db, "COMMIT");
	look_for_mark(in.db, o->mark ? o->mark : o->per_mark);
	return in;
}

void input_close(struct input *in)
{
	sqlite3_close(in->db);
}
