/*
 * Asks the database a question and prints the rows: see query_run.h. The SQL that is put together
 * here contains names of tables, which SQLite cannot bind: so it stands in no file.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "embedded.h"
#include "next_step.h"
#include "output.h"
#include "query_run.h"
#include "statement.h"
#include "xalloc.h"

const char *query_text(const char *name)
{
	for (const struct embedded_file *f = embedded_files; f->name; f++)
		if (!strcmp(f->name, name) && strcmp(name, "schema") && strcmp(name, "window") &&
			strcmp(name, "views") && strcmp(name, "columns"))
			return f->text;
	return NULL;
}

/* Views over a database that was opened read-only are temporary ones: see database_open(). */
static bool is_temporary_view(sqlite3 *db, const char *name)
{
	sqlite3_stmt *s = statement(db, "query_is_temporary_view");

	bind_text(s, 1, name);
	return database_any(s);
}

void query_narrow(sqlite3 *db, const char *name, const char *sql, const struct options *o)
{
	bool hides = is_temporary_view(db, name);
	char words[200];
	sqlite3_stmt *s;

	snprintf(words, sizeof(words), "CREATE TEMP TABLE %s%s AS ", hides ? "narrowed_" : "", name);
	s = query_prepare_after(db, words, sql, o);
	database_insert(s);
	sqlite3_finalize(s);
	if (!hides)
		return;
	snprintf(words, sizeof(words), "DROP VIEW temp.%s; CREATE TEMP VIEW %s AS "
		"SELECT * FROM narrowed_%s", name, name, name);
	database_run(db, words);
}

void query_narrow_view(sqlite3 *db, const char *name, const char *of, const struct options *o)
{
	char sql[100];

	snprintf(sql, sizeof(sql), "SELECT * FROM %s", of);
	query_narrow(db, name, sql, o);
}

void query_set(sqlite3 *db, const char *table, const char *column, const char *to)
{
	char *narrowed = xprintf("narrowed_%s", table), *sql;
	bool hides = sqlite3_table_column_metadata(db, "temp", narrowed, column, NULL, NULL, NULL, NULL,
		NULL) == SQLITE_OK;

	sql = xprintf("UPDATE temp.%s SET %s = %s", hides ? narrowed : table, column, to);
	database_run(db, sql);
	free(narrowed);
	free(sql);
}

char *query_with_name(sqlite3 *db, const char *sql, const char *as)
{
	sqlite3_stmt *probe = database_prepare(db, sql);
	size_t bytes = strcspn(sql, ";");
	struct text_file text;
	FILE *out = text_file_begin(&text);

	fprintf(out, "-- keep: %s\nSELECT ", as);
	for (int i = 0; i < sqlite3_column_count(probe); i++) {
		const char *column = sqlite3_column_name(probe, i);

		if (!strcmp(column, "callsite"))
			continue;
		fprintf(out, "%s\"%s\"", i ? ", " : "", column);
		if (!strcmp(column, "name"))
			fprintf(out, " AS \"%s\"", as);
	}
	sqlite3_finalize(probe);
	fprintf(out, " FROM (\n%.*s\n)", (int)bytes, sql);
	return text_file_end(&text);
}

int query_then(sqlite3 *db, const char *sql, const struct options *o, const char *next)
{
	sqlite3_stmt *s = query_rows(db, sql, o);
	FILE *out = output_open(o);

	if (output_rows(out, s, o) && next && o->rows.format == FORMAT_TABLE) {
		fputc('\n', out);
		next_step(out, o, 0, next);
	}
	sqlite3_finalize(s);
	return output_close(out, o);
}

int answer(sqlite3 *db, const char *sql, const struct options *o)
{
	return query_then(db, sql, o, NULL);
}
