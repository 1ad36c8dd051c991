/*
 * sum(x) in SQL for numbers that nobody vouches for: a trace may name any size, and SQLite's own sum
 * ends a statement where whole numbers together are larger than a whole number can be.
 *
 * Must not know: which rows are added.
 */
#ifndef SQL_SUM_H
#define SQL_SUM_H

#include <sqlite3.h>

/*
 * Puts it in the place of SQLite's own sum of a connection, also over windows. It is the same, but
 * where the sum of whole numbers does not fit 64 bits it is REAL, as that of `x + y` is.
 */
void sum_register(sqlite3 *db);

#endif
