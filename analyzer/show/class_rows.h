/*
 * Rows of classes of cores that show the same, put together: else an allocation on all cores is as many
 * equal rows as there are classes, and looks as if it were as many allocations.
 *
 * Must not know: SQL.
 */
#ifndef CLASS_ROWS_H
#define CLASS_ROWS_H

#include "column_fit.h"
#include "table_rows.h"

/*
 * Marks in `folded` each row that is equal to the one before it in all columns that are shown, but for
 * its core, which is another one, and is of the same instant. Does nothing to rows that are not those
 * of classes. Returns whether it marked one.
 */
bool fold_equal_classes(struct table_rows *rows, const struct fit_column *columns);

#endif
