/*
 * The rank of each row where there are several runs: see query_run.h. The SQL is put together here, since it
 * names the columns of the query.
 *
 * Must not know: the question.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "output.h"
#include "query_run.h"
#include "statement.h"
#include "xalloc.h"

static bool are_people(const struct options *o)
{
	return o->rows.format == FORMAT_TABLE || o->rows.format == FORMAT_MARKDOWN;
}

/* People need no column of unknown ranks; programs get the same columns of any runs. */
static bool is_wanted(sqlite3 *db, const struct options *o)
{
	if (!database_several_runs(db) && !o->filter.has_rank)
		return false;
	return !are_people(o) || database_any(statement(db, "has_ranked_run"));
}

/* People see the rank beside the run; programs find the columns where they were, and one more. */
static void put_columns(FILE *out, sqlite3_stmt *rows, bool people)
{
	static const char rank[] = ", (SELECT r.rank FROM run r WHERE r.run = q.run) AS rank";

	for (int i = 0; i < sqlite3_column_count(rows); i++) {
		const char *column = sqlite3_column_name(rows, i);

		fprintf(out, "%sq.\"%s\"", i ? ", " : "", column);
		if (people && !strcmp(column, "run"))
			fputs(rank, out);
	}
	if (!people)
		fputs(rank, out);
}

char *query_of_ranks(sqlite3 *db, const char *sql, const struct options *o)
{
	struct text_file text;
	sqlite3_stmt *rows;
	FILE *out;

	if (!is_wanted(db, o))
		return NULL;
	rows = database_prepare(db, sql);
	if (query_column(rows, "run") < 0 || query_column(rows, "rank") >= 0) {
		sqlite3_finalize(rows);
		return NULL;
	}
	out = text_file_begin(&text);
	fputs("SELECT ", out);
	put_columns(out, rows, are_people(o));
	/* the query's own words and order; the last line may be a comment */
	fprintf(out, " FROM (\n%.*s\n) AS q", (int)query_bytes(sql), sql);
	sqlite3_finalize(rows);
	return text_file_end(&text);
}
