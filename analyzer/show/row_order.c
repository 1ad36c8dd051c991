/*
 * --sort and --limit around a query. A column that the user names is looked up among those of the
 * query and written as its position, so that none of the user's words gets into the SQL. No file
 * can hold SQL that is made in this way.
 *
 * Must not know: which query.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "message.h"
#include "nearest_word.h"
#include "query_run.h"
#include "xalloc.h"

struct key {                    /* "-column" or "column:desc" */
	char name[64];
	bool down;
};

static struct key read_key(const char *word, size_t n)
{
	struct key k = {.down = *word == '-'};
	char *colon;

	snprintf(k.name, sizeof(k.name), "%.*s", (int)(n - k.down), word + k.down);
	colon = strchr(k.name, ':');
	if (colon && strcmp(colon, ":asc") && strcmp(colon, ":desc"))
		die(EXIT_USAGE, "bad order '%s' for --sort; write COLUMN, -COLUMN or COLUMN:desc", k.name);
	if (colon) {
		k.down = !strcmp(colon, ":desc");
		*colon = 0;
	}
	return k;
}

__attribute__((noreturn)) static void unknown_column(sqlite3_stmt *s, const char *name)
{
	char all[2000] = "";
	const char *meant = NULL;

	for (int i = 0; i < sqlite3_column_count(s); i++) {
		const char *column = sqlite3_column_name(s, i);
		size_t used = strlen(all);

		snprintf(all + used, sizeof(all) - used, "%s%s", i ? ", " : "", column);
		if (is_near(name, column) && (!meant || unlike(name, column) < unlike(name, meant)))
			meant = column;
	}
	die(EXIT_USAGE, "no column '%s' to sort by%s%s%s; these rows have %s", name,
		meant ? " (did you mean '" : "", meant ? meant : "", meant ? "'?)" : "", all);
}

/* Unknown values come last in both directions. */
static void put_key(FILE *out, int column, bool down)
{
	fprintf(out, "%d%s NULLS LAST", column + 1, down ? " DESC" : "");
}

/*
 * " ORDER BY .. LIMIT ..": the columns of --sort, then all columns, so that the order is total. The
 * caller frees it.
 */
static char *order_of(sqlite3_stmt *s, const struct options *o)
{
	struct text_file text;
	FILE *out = text_file_begin(&text);

	for (const char *p = o->rows.sort; p && *p;) {
		size_t n = strcspn(p, ",");
		struct key k = read_key(p, n);

		if (query_column(s, k.name) < 0)
			unknown_column(s, k.name);
		fputs(p == o->rows.sort ? " ORDER BY " : ", ", out);
		put_key(out, query_column(s, k.name), k.down);
		p += n + (p[n] == ',');
	}
	for (int i = 0; o->rows.sort && i < sqlite3_column_count(s); i++)
		fprintf(out, ", %d", i + 1);
	/* a table puts chips together first, and then limits its rows */
	if (o->rows.limit && o->rows.format != FORMAT_TABLE)
		fprintf(out, " LIMIT %" PRId64, o->rows.limit);
	return text_file_end(&text);
}

sqlite3_stmt *query_rows_as_asked(sqlite3 *db, const char *sql, const struct options *o)
{
	struct options ordered = *o;
	sqlite3_stmt *s;
	char *after;

	if (!o->rows.sort && !o->rows.limit)
		return query_prepare(db, sql, o);
	if (o->rows.sort && !*o->rows.sort)
		die(EXIT_USAGE, "--sort needs a column's name");
	s = database_prepare(db, sql);
	after = order_of(s, o);
	sqlite3_finalize(s);
	ordered.rows.after = after;
	s = query_prepare(db, sql, &ordered);
	free(after);
	return s;
}

sqlite3_stmt *query_rows(sqlite3 *db, const char *sql, const struct options *o)
{
	char *ranked = query_of_ranks(db, sql, o);
	sqlite3_stmt *s = query_rows_as_asked(db, ranked ? ranked : sql, o);

	free(ranked);
	return s;
}
