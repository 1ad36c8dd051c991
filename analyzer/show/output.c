/*
 * Rows of a statement in one of five formats: see output.h. Tables are made in text_table.c, the
 * other formats in row_text.c.
 *
 * Must not know: what the rows are.
 */
#include <stdlib.h>
#include <string.h>
#include "call_site_cell.h"
#include "database.h"
#include "message.h"
#include "names_near.h"
#include "output.h"
#include "row_text.h"
#include "shown_frames.h"
#include "terminal.h"
#include "text_table.h"
#include "xalloc.h"

size_t output_width(FILE *out, const struct options *o)
{
	return o->rows.has_width ? o->rows.width : terminal_width(out);
}

struct terminal output_terminal(FILE *out, const struct options *o)
{
	struct terminal t = terminal_of(out);

	t.width = output_width(out, o);
	return t;
}

bool output_draws(const struct options *o)
{
	const char *rows = o->rows.listed ? "rows" : o->rows.sort ? "sort" : o->rows.limit ? "limit"
		: o->rows.no_group ? "no-group" : o->filter.event ? "event"
		: o->rows.format != FORMAT_TABLE ? "format" : NULL;

	if (o->rows.chart && rows)
		die(EXIT_USAGE, "--chart draws, and --%s is for rows; leave out one", rows);
	return o->rows.chart || (!rows && !o->rows.output && terminal_is(stdout));
}

/* Formats for programs have call sites whole, unless the user said what to hide. */
static void put_site(struct row_text *t, const char *text)
{
	char *shown = shown_call_site(text);

	row_text_text(t, shown);
	free(shown);
}

static void put_value(struct row_text *t, sqlite3_stmt *s, int column)
{
	switch (sqlite3_column_type(s, column)) {
	case SQLITE_NULL: row_text_text(t, NULL); break;
	case SQLITE_INTEGER: row_text_integer(t, sqlite3_column_int64(s, column)); break;
	case SQLITE_FLOAT:
		row_text_real(t, sqlite3_column_double(s, column),
			(const char *)sqlite3_column_text(s, column));
		break;
	default: row_text_text(t, (const char *)sqlite3_column_text(s, column)); break;
	}
}

static uint64_t put_rows(FILE *out, sqlite3_stmt *s, const struct options *o)
{
	int count = sqlite3_column_count(s);
	bool hides = options_given(o, "hide");
	const char **names;
	struct row_text *t;

	if (o->rows.format == FORMAT_TABLE)
		return text_table_rows(out, s, o, output_width(out, o));
	names = xcalloc((size_t)count + 1, sizeof(*names));
	for (int i = 0; i < count; i++)
		names[i] = sqlite3_column_name(s, i);
	t = row_text_begin(out, o->rows.format, names, count);
	free(names);
	while (database_next(s) && !ferror(out)) {
		for (int i = 0; i < count; i++)
			if (hides && is_call_site(sqlite3_column_name(s, i)))
				put_site(t, (const char *)sqlite3_column_text(s, i));
			else
				put_value(t, s, i);
		row_text_end_row(t);
	}
	return row_text_end(t);
}

void output_none_left(sqlite3 *db, const struct options *o)
{
	char words[400], meant[300] = "";

	o = o->given ? o->given : o;
	if (!options_filters(o, words, sizeof(words)))
		return;
	if (o->filter.op && o->filter.op[strspn(o->filter.op,
		"0123456789")] && sqlite3_table_column_metadata(
			db, NULL, "op_form", "name", NULL, NULL, NULL, NULL, NULL) == SQLITE_OK)
		names_near(db, NAMES_OF_OPS, o->filter.op, meant, sizeof(meant));
	say("no row is left by%s%s", words, meant);
}

uint64_t output_rows(FILE *out, sqlite3_stmt *s, const struct options *o)
{
	uint64_t rows = put_rows(out, s, o);

	if (!rows)
		output_none_left(sqlite3_db_handle(s), o);
	return rows;
}
