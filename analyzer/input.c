/* A verb's inputs as one database: see input.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "database.h"
#include "input.h"
#include "load.h"
#include "say.h"

static int incomplete_runs(sqlite3 *db)
{
	sqlite3_stmt *s = database_prepare(db,
		"SELECT path, ended, damage FROM run WHERE NOT finished OR damage IS NOT NULL");
	int result = 0;

	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *damage = (const char *)sqlite3_column_text(s, 2);

		say("'%s' was damaged or unfinished when it was loaded: %s%s%s",
			sqlite3_column_text(s, 0), sqlite3_column_text(s, 1), damage ? "; " : "",
			damage ? damage : "");
		result = EXIT_INCOMPLETE;
	}
	sqlite3_finalize(s);
	return result;
}

struct input input_open(const struct options *o, int from, const char *verb, unsigned what)
{
	struct input in = {0};
	struct loader *l;
	const char *why;

	if (from >= o->word_count)
		die(EXIT_USAGE, "nothing to read; name a trace: l1analyze %s run.l1t", verb);
	for (int i = from; i < o->word_count; i++) {
		if (access(o->words[i], R_OK))
			die(EXIT_UNREADABLE, "cannot read '%s': %s", o->words[i], strerror(errno));
		if (database_looks_like(o->words[i]) && o->word_count - from > 1)
			die(EXIT_USAGE, "'%s' is a database and holds its runs; name it alone",
				o->words[i]);
	}
	if (database_looks_like(o->words[from])) {
		in.db = database_open(o->words[from], &why);
		if (!in.db)
			die(EXIT_UNREADABLE, "cannot read '%s': %s", o->words[from], why);
		in.incomplete = incomplete_runs(in.db);
		return in;
	}
	in.db = database_create(":memory:");
	l = loader_new(in.db, what);
	for (int i = from; i < o->word_count; i++)
		if (load_trace(l, o->words[i], (uint64_t)(i - from + 1)))
			in.incomplete = EXIT_INCOMPLETE;
	loader_free(l);
	database_run(in.db, "COMMIT");
	return in;
}

void input_close(struct input *in)
{
	sqlite3_close(in->db);
}
