/*
 * Asks the database a question and prints the rows, with the filters the user gave.
 *
 * Must not know: the question.
 */
#ifndef QUERY_RUN_H
#define QUERY_RUN_H

#include <sqlite3.h>
#include "options.h"

/* The text of queries/<name>.sql; NULL when there is none. */
const char *query_text(const char *name);
/*
 * `sql` with the filters around it, those of columns it has, every value bound. The caller
 * finalizes.
 */
sqlite3_stmt *query_prepare(sqlite3 *db, const char *sql, const struct options *o);
/* The same behind words of a statement that ends with a query: CREATE TABLE x AS. */
sqlite3_stmt *query_prepare_after(sqlite3 *db, const char *before, const char *sql,
	const struct options *o);
/*
 * The same in the order of --sort, and no more rows than --limit: for rows that are printed. Ends
 * the program when a column is none of theirs.
 */
sqlite3_stmt *query_rows(sqlite3 *db, const char *sql, const struct options *o);
/* What the filters leave of a query's rows, as a temporary table that hides a view of this name. */
void query_narrow(sqlite3 *db, const char *name, const char *sql, const struct options *o);
/* The same of all rows of a view or table. */
void query_narrow_view(sqlite3 *db, const char *name, const char *of, const struct options *o);
/* Position of a column by name; -1. */
int query_column(sqlite3_stmt *s, const char *name);
/* Prints the rows of a query to stdout or -o. Exit code. */
int answer(sqlite3 *db, const char *sql, const struct options *o);
/* The same, and after a table with rows a command to go on with. */
int query_then(sqlite3 *db, const char *sql, const struct options *o, const char *next);

#endif
