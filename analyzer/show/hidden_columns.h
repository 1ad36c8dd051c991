/*
 * Says what a table leaves out, so that nobody takes it for everything: columns that a terminal had no
 * room for, and rows after those that --limit asked for.
 *
 * Must not know: SQL, what the rows are.
 */
#ifndef HIDDEN_COLUMNS_H
#define HIDDEN_COLUMNS_H

#include <stdbool.h>
#include <stdint.h>
#include "column_fit.h"

enum { ONCE_BYTES = 48 };       /* of a value that is the same in all rows */

/*
 * One line on stderr, at most `width` characters: first the columns that differ from row to row, then
 * those that are the same in all rows, with their value, which is that of the `first` row; those that
 * are 0 or unknown are only counted. None was left out: nothing.
 */
void hidden_columns_say(const struct fit_column *columns, const char (*first)[ONCE_BYTES],
	size_t count, size_t width);

/* One line on stderr: so many rows were left out, or, where there are `more`, at least one. */
void hidden_rows_say(uint64_t rows, bool more);

#endif
