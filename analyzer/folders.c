/* The working directories of the runs in a database: see folders.h. */
#include <stdlib.h>
#include <string.h>
#include "folders.h"
#include "say.h"

struct folders {
	struct one {
		int64_t run;
		char *path;
	} *at;
	size_t count;
};

static void add(struct folders *f, int64_t run, const char *path)
{
	f->at = realloc(f->at, (f->count + 1) * sizeof(*f->at));
	if (!f->at || !(f->at[f->count].path = strdup(path)))
		die(EXIT_UNREADABLE, "out of memory");
	f->at[f->count++].run = run;
}

struct folders *folders_read(sqlite3 *db)
{
	struct folders *f = calloc(1, sizeof(*f));
	sqlite3_stmt *s = NULL;

	if (!f)
		die(EXIT_UNREADABLE, "out of memory");
	/* a database without that table (of selfcheck) has no runs */
	if (sqlite3_prepare_v2(db, "SELECT run, cwd FROM run WHERE cwd NOT NULL", -1, &s, NULL) ==
		SQLITE_OK)
		while (sqlite3_step(s) == SQLITE_ROW)
			add(f, sqlite3_column_int64(s, 0), (const char *)sqlite3_column_text(s, 1));
	sqlite3_finalize(s);
	return f;
}

const char *folders_of(const struct folders *f, int64_t run)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->at[i].run == run)
			return f->at[i].path;
	if (run || !f->count)
		return NULL;
	for (size_t i = 1; i < f->count; i++)
		if (strcmp(f->at[i].path, f->at[0].path))
			return NULL;
	return f->at[0].path;
}

void folders_free(struct folders *f)
{
	for (size_t i = 0; f && i < f->count; i++)
		free(f->at[i].path);
	if (f)
		free(f->at);
	free(f);
}
