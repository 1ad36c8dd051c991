/*
 * What to change in the programs of all runs: rows of the temporary table `advice`.
 *
 * Must not know: how rows are printed.
 */
#ifndef ADVICE_H
#define ADVICE_H

#include <sqlite3.h>

/*
 * Makes the table. The database has buffers with their uses, ops, changes and failures. A run that does
 * not record what its ops work on has no rows.
 */
void advice_rows(sqlite3 *db);

#endif
