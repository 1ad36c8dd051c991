/*
 * Says which columns of a table a terminal had no room for, so that nobody takes the table for
 * everything.
 *
 * Must not know: SQL, what the rows are.
 */
#ifndef HIDDEN_COLUMNS_H
#define HIDDEN_COLUMNS_H

#include "column_fit.h"

enum { ONCE_BYTES = 48 };       /* of a value that is the same in all rows */

/*
 * One line on stderr, at most `width` characters: first the columns that differ from row to row, then
 * those that are the same in all rows, with their value, which is that of the `first` row; those that
 * are 0 or unknown are only counted. None was left out: nothing.
 */
void hidden_columns_say(const struct fit_column *columns, const char (*first)[ONCE_BYTES],
	size_t count, size_t width);

#endif
