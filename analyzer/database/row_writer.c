/*
 * Writes rows of a table: see row_writer.h. The text of the INSERT is made only of names in this
 * program; every value is bound.
 *
 * Must not know: which tables there are.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "database.h"
#include "message.h"
#include "row_writer.h"
#include "statement.h"
#include "work_allowance.h"

enum { COLUMN_BYTES = 40, SQL_BYTES = 6000 };

/* SQL for a cell in VALUES; %s: its column. A string needs a cell `run`, a chip also `handle`. */
static const char *const values[] = {
	[CELL_NUMBER] = ":%s", [CELL_TEXT] = ":%s",
	[CELL_STRING] = "(SELECT text FROM string WHERE run = :run AND id = :%s)",
	[CELL_CHIP] = ("coalesce(:%s, (SELECT CAST(chips AS INTEGER) FROM device "
		"WHERE run = :run AND handle = :handle))")};

__attribute__((format(printf, 3, 4)))
static void add(char *sql, size_t *used, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	*used += (size_t)vsnprintf(sql + *used, SQL_BYTES - *used, format, list);
	va_end(list);
	if (*used >= SQL_BYTES)
		die(EXIT_UNREADABLE, "a table of this program has too many columns");
}

static void make_insert(char *sql, const struct row_writer *w, const struct cell *cells, size_t count)
{
	size_t used = 0;

	add(sql, &used, "INSERT %sINTO %s", w->if_new ? "OR IGNORE " : "", w->table);
	for (size_t i = 0; i < count; i++)
		add(sql, &used, "%s%s", i ? ", " : "(", cells[i].column);
	for (size_t i = 0; i < count; i++) {
		const char *value = values[cells[i].kind];
		const char *name = strstr(value, "%s");

		add(sql, &used, "%s%.*s%s%s", i ? ", " : ") VALUES(", (int)(name - value), value,
			cells[i].column, name + 2);
	}
	add(sql, &used, ")");
}

static void prepare(struct row_writer *w, const struct cell *cells, size_t count)
{
	char sql[SQL_BYTES], name[COLUMN_BYTES];

	if (count > CELLS_MAX)
		die(EXIT_UNREADABLE, "a table of this program has too many columns");
	if (w->table) {
		make_insert(sql, w, cells, count);
		w->s = database_prepare(w->db, sql);
	} else {
		w->s = statement(w->db, w->name);
	}
	w->count = count;
	for (size_t i = 0; i < count; i++) {
		snprintf(name, sizeof(name), ":%s", cells[i].column);
		w->at[i] = (unsigned char)sqlite3_bind_parameter_index(w->s, name);
		if (!w->at[i])
			die(EXIT_UNREADABLE, "a statement of this program takes no '%s': %.60s", name,
				sqlite3_sql(w->s));
	}
}

static void bind_cell(sqlite3_stmt *s, int at, const struct cell *c)
{
	int bytes = c->bytes;

	if (c->kind != CELL_TEXT) {
		bind_number(s, at, c->number);
	} else if (c->text) {
		bytes = bytes < 0 ? (int)strlen(c->text) : bytes;
		work_spend((uint64_t)bytes);
		sqlite3_bind_text(s, at, c->text, bytes, SQLITE_STATIC);
	} else {
		sqlite3_bind_null(s, at);
	}
}

void write_row(struct row_writer *w, const struct cell *cells, size_t count)
{
	if (!w->s)
		prepare(w, cells, count);
	if (count != w->count)
		die(EXIT_UNREADABLE, "rows of '%s' with different columns", w->table ? w->table : w->name);
	for (size_t i = 0; i < count; i++)
		bind_cell(w->s, w->at[i], &cells[i]);
	database_insert(w->s);
}

void row_writer_free(struct row_writer *w)
{
	sqlite3_finalize(w->s);
	w->s = NULL;
}
