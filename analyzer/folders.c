/* The runs in a database, for people: see folders.h. */
#include <stdlib.h>
#include <string.h>
#include "folders.h"
#include "say.h"

struct folders {
	struct one {
		int64_t run;
		char *folder;           /* NULL: not known */
		char *path;
	} *at;
	size_t count;
};

static char *copy(const unsigned char *text)
{
	char *made = text ? strdup((const char *)text) : NULL;

	if (text && !made)
		die(EXIT_UNREADABLE, "out of memory");
	return made;
}

static void add(struct folders *f, sqlite3_stmt *s)
{
	f->at = realloc(f->at, (f->count + 1) * sizeof(*f->at));
	if (!f->at)
		die(EXIT_UNREADABLE, "out of memory");
	f->at[f->count++] = (struct one){.run = sqlite3_column_int64(s, 0),
		.folder = copy(sqlite3_column_text(s, 1)), .path = copy(sqlite3_column_text(s, 2))};
}

struct folders *folders_read(sqlite3 *db)
{
	struct folders *f = calloc(1, sizeof(*f));
	sqlite3_stmt *s = NULL;

	if (!f)
		die(EXIT_UNREADABLE, "out of memory");
	/* a database without that table (of selfcheck) has no runs */
	if (sqlite3_prepare_v2(db, "SELECT run, cwd, path FROM run ORDER BY run", -1, &s, NULL) ==
		SQLITE_OK)
		while (sqlite3_step(s) == SQLITE_ROW)
			add(f, s);
	sqlite3_finalize(s);
	return f;
}

const char *folders_of(const struct folders *f, int64_t run)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->at[i].run == run)
			return f->at[i].folder;
	if (run || !f->count)
		return NULL;
	for (size_t i = 0; i < f->count; i++)
		if (!f->at[i].folder || strcmp(f->at[i].folder, f->at[0].folder))
			return NULL;
	return f->at[0].folder;
}

size_t folders_count(const struct folders *f)
{
	return f->count;
}

int64_t folders_run(const struct folders *f, size_t i)
{
	return f->at[i].run;
}

const char *folders_path(const struct folders *f, size_t i)
{
	return f->at[i].path ? f->at[i].path : "unknown";
}

void folders_free(struct folders *f)
{
	for (size_t i = 0; f && i < f->count; i++) {
		free(f->at[i].folder);
		free(f->at[i].path);
	}
	if (f)
		free(f->at);
	free(f);
}
