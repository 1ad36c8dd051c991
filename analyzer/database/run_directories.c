/* The runs in a database, as people know them: see run_directories.h. */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "run_directories.h"
#include "statement.h"
#include "xalloc.h"

struct run_directories {
	struct one {
		int64_t run;
		char *folder;           /* NULL: not known */
		char *path;
	} *at;
	size_t count, capacity;
};

static char *copy(const unsigned char *text)
{
	return xstrdup((const char *)text);
}

static void add(struct run_directories *f, sqlite3_stmt *s)
{
	enum { RUN, CWD, PATH };        /* columns of run_folders.sql */

	GROW(f->at, f->count, f->capacity);
	f->at[f->count++] = (struct one){.run = sqlite3_column_int64(s, RUN),
		.folder = copy(sqlite3_column_text(s, CWD)), .path = copy(sqlite3_column_text(s, PATH))};
}

struct run_directories *run_directories_read(sqlite3 *db)
{
	struct run_directories *f = xcalloc(1, sizeof(*f));
	sqlite3_stmt *s = NULL;

	/* selfcheck's database has no such table: no runs */
	if (sqlite3_prepare_v2(db, statement_text("run_folders"), -1, &s, NULL) == SQLITE_OK)
		while (sqlite3_step(s) == SQLITE_ROW)
			add(f, s);
	sqlite3_finalize(s);
	return f;
}

const char *run_directories_of(const struct run_directories *f, int64_t run)
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

size_t run_directories_count(const struct run_directories *f)
{
	return f->count;
}

int64_t run_directories_run(const struct run_directories *f, size_t i)
{
	return f->at[i].run;
}

const char *run_directories_path(const struct run_directories *f, size_t i)
{
	return f->at[i].path ? f->at[i].path : "unknown";
}

void run_directories_free(struct run_directories *f)
{
	for (size_t i = 0; f && i < f->count; i++) {
		free(f->at[i].folder);
		free(f->at[i].path);
	}
	if (f)
		free(f->at);
	free(f);
}
