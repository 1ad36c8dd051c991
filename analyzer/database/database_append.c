/*
 * Copies the runs of another database into this one: see database.h. The other one is not trusted:
 * only tables and columns that this one has are copied.
 *
 * Must not know: which tables there are.
 */
#include "database.h"
#include "statement.h"

/* Copies the rows of a table: the number of the run changes, all else stays as it is. */
static void append_table(sqlite3 *db, const char *table, int runs, const int64_t *ranks)
{
	sqlite3_stmt *s = statement(db, "append_table");

	bind_named_text(s, ":table", table);
	bind_named(s, ":runs", (uint64_t)runs);
	if (ranks) {
		bind_named(s, ":first_rank", (uint64_t)ranks[0]);
		bind_named(s, ":last_rank", (uint64_t)ranks[1]);
	}
	if (database_next(s))
		database_run(db, (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
}

bool database_several_runs(sqlite3 *db)
{
	return database_any(statement(db, "several_runs"));
}

int database_append(sqlite3 *db, const char *path, int runs, const int64_t *ranks,
	const char **why)
{
	sqlite3 *other = database_open(path, why);
	sqlite3_stmt *s;
	int count = 0;

	if (!other)
		return -1;
	sqlite3_close(other);
	s = statement(db, "append_attach");
	bind_text(s, 1, path);
	database_insert(s);
	sqlite3_finalize(s);
	s = statement(db, "append_tables");
	while (database_next(s))
		append_table(db, (const char *)sqlite3_column_text(s, 0), runs, ranks);
	sqlite3_finalize(s);
	s = statement(db, "append_run_count");
	if (database_next(s))
		count = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	statement_run(db, "append_detach");
	return count;
}
