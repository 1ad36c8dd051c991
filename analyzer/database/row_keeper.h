/*
 * Rows that are written into a table, kept as columns in memory, or both.
 *
 * Must not know: which tables there are.
 */
#ifndef ROW_KEEPER_H
#define ROW_KEEPER_H

#include "row_columns.h"
#include "row_writer.h"

struct row_keeper {
	struct row_writer table;
	struct row_columns *columns;    /* NULL: only into the table */
	bool only_columns;              /* not into the table */
};

static inline void keep_row(struct row_keeper *k, const struct cell *cells, size_t count)
{
	if (k->columns)
		row_columns_add(k->columns, cells, count);
	if (!k->only_columns)
		write_row(&k->table, cells, count);
}

#define KEEP_ROW(keeper, ...) \
	keep_row(keeper, (const struct cell[]){__VA_ARGS__}, \
		sizeof((const struct cell[]){__VA_ARGS__}) / sizeof(struct cell))

#endif
