/*
 * Rows of a table as texts in memory, and rows that differ only in their chip put together.
 *
 * Must not know: SQL, what the columns are.
 */
#ifndef TABLE_ROWS_H
#define TABLE_ROWS_H

#include <stdbool.h>
#include <stddef.h>

struct table_rows {
	size_t columns, count;
	char **cells;           /* row by row */
	bool *folded;           /* part of a row before it */
	/* inside */
	size_t room, cell_room;
	struct text_chunk *chunks;
};

/* Adds a row of as many texts as there are columns. */
void table_rows_add(struct table_rows *t, char *const *texts);
/* A copy of a text that lives as long as the rows. */
char *table_rows_keep(struct table_rows *t, const char *text);
/* How columns count when rows are compared. */
enum fold { FOLD_EQUAL, FOLD_APART, FOLD_APART_IN_OP, FOLD_OP };
/*
 * Marks rows that equal one before them in all columns but those that are apart, and differ in one
 * of these; there the first row then has all values: "0-31". Columns FOLD_APART_IN_OP are apart in
 * rows whose FOLD_OP is known.
 */
void table_rows_fold(struct table_rows *t, const enum fold *how);
void table_rows_free(struct table_rows *t);
/* "0,1,2,5" as "0-2,5"; other texts as they are. `out` may not be `list`. */
void put_ranges(char *out, size_t room, const char *list);

#endif
