/*
 * Rows from one database to another: see copied_rows.h.
 *
 * Must not know: which rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "copied_rows.h"
#include "database.h"
#include "readable.h"
#include "xalloc.h"

enum { COLUMNS_MAX = 40 };

void bind_clean_text(sqlite3_stmt *s, int i, const char *text)
{
	static const char replacement[] = "\xef\xbf\xbd";
	struct text_file made;
	FILE *out;
	char *clean;

	if (!text) {
		sqlite3_bind_null(s, i);
		return;
	}
	out = text_file_begin(&made);
	for (int n; *text; text += n) {
		n = utf8_bytes(text);
		if (n)
			fwrite(text, 1, (size_t)n, out);
		else
			fputs(replacement, out);
		n = n ? n : 1;
	}
	clean = text_file_end(&made);
	bind_text(s, i, clean);
	free(clean);
}

/* The INSERT for the columns that both have; at[i]: the parameter of column i, 0: none. */
static sqlite3_stmt *insert_of(sqlite3_stmt *from, sqlite3 *to, const char *table, int *at)
{
	struct text_file names, marks;
	FILE *out = text_file_begin(&names), *values = text_file_begin(&marks);
	char *columns, *places, *sql;
	sqlite3_stmt *s;
	int count = 0;

	for (int i = 0; i < sqlite3_column_count(from) && i < COLUMNS_MAX; i++) {
		const char *name = sqlite3_column_name(from, i);

		at[i] = sqlite3_table_column_metadata(to, NULL, table, name, NULL, NULL, NULL, NULL, NULL)
			== SQLITE_OK ? ++count : 0;
		if (at[i]) {
			fprintf(out, "%s%s", count > 1 ? ", " : "", name);
			fprintf(values, "%s?%d", count > 1 ? ", " : "", count);
		}
	}
	columns = text_file_end(&names);
	places = text_file_end(&marks);
	sql = xprintf("INSERT INTO %s (%s) VALUES (%s)", table, columns, places);
	s = database_prepare(to, sql);
	free(sql);
	free(places);
	free(columns);
	return s;
}

uint64_t copied_rows(sqlite3_stmt *from, sqlite3 *to, const char *table)
{
	int at[COLUMNS_MAX];
	sqlite3_stmt *s = insert_of(from, to, table, at);
	uint64_t rows = 0;

	for (; database_next(from); rows++) {
		for (int i = 0; i < sqlite3_column_count(from) && i < COLUMNS_MAX; i++) {
			if (at[i] && sqlite3_column_type(from, i) == SQLITE_TEXT)
				bind_clean_text(s, at[i], (const char *)sqlite3_column_text(from, i));
			else if (at[i])
				sqlite3_bind_value(s, at[i], sqlite3_column_value(from, i));
		}
		database_insert(s);
	}
	sqlite3_finalize(s);
	sqlite3_finalize(from);
	return rows;
}
