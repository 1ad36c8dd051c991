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
 * Prepares `sql` with the user's filters around it, every value bound. Ends the program when the
 * rows do not have the column that a filter needs. The caller finalizes the statement.
 */
sqlite3_stmt *query_prepare(sqlite3 *db, const char *sql, const struct options *o);
/* The same after the words `before`, for a statement that ends with a query: CREATE TABLE x AS. */
sqlite3_stmt *query_prepare_after(sqlite3 *db, const char *before, const char *sql,
	const struct options *o);
/*
 * The same as query_prepare(), in the order of --sort and with no more rows than --limit (tables
 * apply the limit themselves): for rows that are printed. Ends the program when --sort names a
 * column that the rows do not have. Of several runs, or with --rank, the rows say their rank.
 */
sqlite3_stmt *query_rows(sqlite3 *db, const char *sql, const struct options *o);
/* The same with the columns that the query has, for a question in the user's own words. */
sqlite3_stmt *query_rows_as_asked(sqlite3 *db, const char *sql, const struct options *o);
/*
 * The query with one more column, rank, of several runs or with --rank: the last one; in a table after run, and
 * only where a rank is known. NULL: it stays as it is, as it does where it has no run, or has a rank. The caller
 * frees it.
 */
char *query_of_ranks(sqlite3 *db, const char *sql, const struct options *o);
/* Bytes of a query without the semicolon and the space at its end, so that it can stand in brackets. */
size_t query_bytes(const char *sql);
/* Makes a temporary table of the rows that the filters leave; it hides a view of the same name. */
void query_narrow(sqlite3 *db, const char *name, const char *sql, const struct options *o);
/* The same with the rows of the view or table `of`. */
void query_narrow_view(sqlite3 *db, const char *name, const char *of, const struct options *o);
/* Sets a column of what query_narrow() made under the name `table` to an expression. */
void query_set(sqlite3 *db, const char *table, const char *column, const char *to);
/*
 * The query with another name for its column `name`, which no table leaves out, and without callsite. The
 * caller frees it.
 */
char *query_with_name(sqlite3 *db, const char *sql, const char *as);
/* Position of a column by name; -1: there is none. */
int query_column(sqlite3_stmt *s, const char *name);
/* Prints the rows of a query to stdout or the file of -o. Returns the exit code. */
int answer(sqlite3 *db, const char *sql, const struct options *o);
/* The same, and after a table with rows the command `next` (NULL: none) to continue with. */
int query_then(sqlite3 *db, const char *sql, const struct options *o, const char *next);

#endif
