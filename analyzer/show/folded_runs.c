/*
 * What equal runs have in common, in one row: see folded_runs.h. The SQL is put together here, since it names
 * the columns of the query.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "folded_runs.h"
#include "query_run.h"
#include "statement.h"
#include "xalloc.h"

/* What a query declares about its columns stands in comments. */
static void put_declared(FILE *out, const char *sql)
{
	for (const char *line = sql; *line;) {
		size_t bytes = strcspn(line, "\n");

		if (!strncmp(line, "-- ", 3))
			fprintf(out, "%.*s\n", (int)bytes, line);
		line += bytes + (line[bytes] == '\n');
	}
}

static bool is_time(const char *column)
{
	size_t bytes = strlen(column);

	return bytes > 3 && !strcmp(column + bytes - 3, "_ns");
}

/* The columns but run, each after a comma; `equal`: those that must be equal. */
static void put_columns(FILE *out, sqlite3_stmt *rows, bool equal)
{
	for (int i = 0; i < sqlite3_column_count(rows); i++) {
		const char *column = sqlite3_column_name(rows, i);

		if (strcmp(column, "run") && !(equal && is_time(column)))
			fprintf(out, ", \"%s\"", column);
	}
}

char *folded_runs(sqlite3 *db, const char *sql, const struct options *o)
{
	struct text_file text;
	sqlite3_stmt *rows;
	FILE *out;

	if (!options_grouped(o) || !database_several_runs(db))
		return NULL;
	query_narrow(db, "rows_of_runs", sql, o);
	rows = statement(db, "rows_of_runs");
	out = text_file_begin(&text);
	put_declared(out, sql);
	fputs(database_any(statement(db, "has_unranked_run")) ? "-- legend: runs\n" : "-- hide: runs\n", out);
	fputs("-- keep: ranks\nWITH numbered AS (SELECT *, rowid AS given, row_number() OVER (PARTITION BY run", out);
	put_columns(out, rows, true);
	fputs(" ORDER BY rowid) AS again FROM rows_of_runs),\n"
		"ranked AS MATERIALIZED (SELECT n.*, r.rank AS of_rank, dense_rank() OVER (ORDER BY again", out);
	put_columns(out, rows, true);
	fputs(") AS same FROM numbered n JOIN (SELECT run AS of_run, rank FROM run) r ON r.of_run = n.run),\n"
		"listed AS (SELECT *, group_concat(of_rank) OVER by_rank AS ranks, group_concat(run) OVER by_run AS runs,\n"
		"  row_number() OVER (PARTITION BY same, of_rank IS NULL ORDER BY given) AS nth FROM ranked\n"
		"  WINDOW by_rank AS (PARTITION BY same, of_rank IS NULL ORDER BY of_rank, run\n"
		"    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),\n"
		"  by_run AS (PARTITION BY same, of_rank IS NULL ORDER BY run\n"
		"    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))\n"
		"SELECT ranks, runs", out);
	put_columns(out, rows, false);
	fputs(" FROM listed WHERE nth = 1 ORDER BY given", out);
	sqlite3_finalize(rows);
	return text_file_end(&text);
}

int folded_then(sqlite3 *db, const char *sql, const struct options *o, const char *next)
{
	const struct options plain = options_unfiltered(o);
	char *folded = folded_runs(db, sql, o);
	int result = query_then(db, folded ? folded : sql, folded ? &plain : o, next);

	free(folded);
	return result;
}
