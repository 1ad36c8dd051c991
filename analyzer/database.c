/* The database: see database.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "covers.h"
#include "database.h"
#include "embedded.h"
#include "l1t_record.h"
#include "say.h"

static void fail(sqlite3 *db, const char *sql)
{
	die(EXIT_UNREADABLE, "the database refused '%.60s': %s", sql, sqlite3_errmsg(db));
}

sqlite3_stmt *database_prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		fail(db, sql);
	return s;
}

void database_run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(db, sql);
}

void bind_number(sqlite3_stmt *s, int i, uint64_t value)
{
	if (value == L1T_UNKNOWN)
		sqlite3_bind_null(s, i);
	else
		sqlite3_bind_int64(s, i, (sqlite3_int64)value);
}

uint64_t column_number(sqlite3_stmt *s, int column)
{
	return sqlite3_column_type(s, column) == SQLITE_INTEGER
		? (uint64_t)sqlite3_column_int64(s, column) : L1T_UNKNOWN;
}

void bind_text(sqlite3_stmt *s, int i, const char *text)
{
	sqlite3_bind_text(s, i, text, -1, SQLITE_TRANSIENT);
}

bool database_any(sqlite3_stmt *s)
{
	bool any = database_next(s);

	sqlite3_finalize(s);
	return any;
}

void database_insert(sqlite3_stmt *s)
{
	if (sqlite3_step(s) != SQLITE_DONE)
		fail(sqlite3_db_handle(s), sqlite3_sql(s));
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
}

bool database_next(sqlite3_stmt *s)
{
	int result = sqlite3_step(s) & 0xff;

	if (result == SQLITE_ROW || result == SQLITE_DONE)
		return result == SQLITE_ROW;
	die(result == SQLITE_CORRUPT || result == SQLITE_IOERR || result == SQLITE_NOTADB ||
		result == SQLITE_NOMEM ? EXIT_UNREADABLE : EXIT_USAGE,
		"the answer stopped in the middle: %s", sqlite3_errmsg(sqlite3_db_handle(s)));
}

/* "schema", "window" or "views". */
static const char *embedded(const char *name)
{
	for (const struct embedded_file *f = embedded_files; f->name; f++)
		if (!strcmp(f->name, name))
			return f->text;
	return "";
}

sqlite3 *database_create(const char *path, const char *shown)
{
	sqlite3 *db;
	char pragmas[200];

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE |
			SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL))
		die(EXIT_USAGE, "cannot write '%s': %s", shown, sqlite3_errmsg(db));
	covers_register(db);
	snprintf(pragmas, sizeof(pragmas),
		"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA application_id=%d; "
		"PRAGMA user_version=%d; BEGIN;", APPLICATION_ID, SCHEMA_VERSION);
	database_run(db, pragmas);
	database_run(db, embedded("schema"));
	database_run(db, embedded("window"));
	database_run(db, embedded("views"));
	return db;
}

bool database_looks_like(const char *path)
{
	char head[16] = "";
	FILE *f = fopen(path, "re");
	size_t n;

	if (!f)
		return false;
	n = fread(head, 1, sizeof(head), f);
	fclose(f);
	return n == sizeof(head) && !memcmp(head, "SQLite format 3", 16);
}

static int64_t pragma(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;
	int64_t value = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK &&
		sqlite3_step(s) == SQLITE_ROW)
		value = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return value;
}

/*
 * A database may be read only, and is not trusted: the window and all views over it are made again
 * beside it, where they hide its own.
 */
static void add_views(sqlite3 *db, const char *text)
{
	static const char create[] = "\nCREATE ";
	char *sql = NULL;
	size_t bytes;
	FILE *out = open_memstream(&sql, &bytes);
	const char *next;

	for (; out && (next = strstr(text, create)); text = next + strlen(create)) {
		fwrite(text, 1, (size_t)(next - text), out);
		fputs("\nCREATE TEMP ", out);
	}
	if (out)
		fputs(text, out);
	if (!out || fclose(out))
		die(EXIT_UNREADABLE, "out of memory");
	database_run(db, sql);
	free(sql);
}

sqlite3 *database_open(const char *path, const char **why)
{
	static char versions[120];
	sqlite3 *db;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY |
			SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		*why = "it cannot be opened";
	} else if (pragma(db, "PRAGMA application_id") != APPLICATION_ID) {
		*why = "an SQLite database, but not one of l1analyze load";
	} else if (pragma(db, "PRAGMA user_version") != SCHEMA_VERSION) {
		snprintf(versions, sizeof(versions), "its schema is %lld, this l1analyze knows %d; load "
			"the trace again", (long long)pragma(db, "PRAGMA user_version"), SCHEMA_VERSION);
		*why = versions;
	} else {
		covers_register(db);
		add_views(db, embedded("window"));
		add_views(db, embedded("views"));
		return db;
	}
	sqlite3_close(db);
	return NULL;
}

/* Every table begins with its run; what else it has is copied as it is. */
static void append_table(sqlite3 *db, const char *table, int runs)
{
	sqlite3_stmt *s = database_prepare(db,
		"SELECT printf('INSERT INTO main.\"%w\" SELECT run + %d%s FROM other.\"%w\"', ?1, ?2, "
		"group_concat(printf(', \"%w\"', name), ''), ?1) "
		"FROM pragma_table_info(?1) WHERE name != 'run'");

	bind_text(s, 1, table);
	sqlite3_bind_int(s, 2, runs);
	if (database_next(s))
		database_run(db, (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
}

int database_append(sqlite3 *db, const char *path, int runs, const char **why)
{
	sqlite3 *other = database_open(path, why);
	sqlite3_stmt *s;
	int count = 0;

	if (!other)
		return -1;
	sqlite3_close(other);
	s = database_prepare(db, "ATTACH ? AS other");
	bind_text(s, 1, path);
	database_insert(s);
	sqlite3_finalize(s);
	s = database_prepare(db, "SELECT name FROM main.sqlite_master WHERE type = 'table' "
		"AND name NOT IN ('window', 'span', 'window_launch')");
	while (database_next(s))
		append_table(db, (const char *)sqlite3_column_text(s, 0), runs);
	sqlite3_finalize(s);
	s = database_prepare(db, "SELECT count(*) FROM other.run");
	if (database_next(s))
		count = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	database_run(db, "DETACH other");
	return count;
}
