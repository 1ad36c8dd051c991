/*
 * What equal runs have in common, in one row: rows of several runs that differ in their run and their times
 * alone.
 *
 * Must not know: the question.
 */
#ifndef FOLDED_RUNS_H
#define FOLDED_RUNS_H

#include <sqlite3.h>
#include "options.h"

/*
 * The query `sql`, of rows with a column run, as another one: columns ranks and runs instead of run, one row
 * for all runs that have it, in the order of the first of them, with its times (columns named ..._ns). A row that
 * a run has twice is there twice. The filters of `o` are applied: ask it with options_unfiltered(). NULL: tables
 * do not put rows together, or there is one run. Makes a temporary table, so once for a database. The caller frees
 * it.
 */
char *folded_runs(sqlite3 *db, const char *sql, const struct options *o);
/* Prints the rows of folded_runs(), or those of `sql` itself; else as query_then(). */
int folded_then(sqlite3 *db, const char *sql, const struct options *o, const char *next);

#endif
