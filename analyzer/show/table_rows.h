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
	bool *folded;           /* of each row: it is part of a row before it */
	/* private */
	size_t room, cell_room;
	struct text_chunk *chunks;
};

/* Adds a row: a copy of one text for each column. */
void table_rows_add(struct table_rows *t, char *const *texts);
/* Returns a copy of a text that lives as long as the rows. */
char *table_rows_keep(struct table_rows *t, const char *text);
/*
 * What a column means when rows are compared. EQUAL: it must be equal; APART: it may differ;
 * APART_IN_OP: it may differ in rows whose OP is known; OP: it must be equal, and is the op's
 * number.
 */
enum fold { FOLD_EQUAL, FOLD_APART, FOLD_APART_IN_OP, FOLD_OP };
/*
 * Marks in `folded` each row that is equal to an earlier one in all columns that must be equal, and
 * differs in one that may. The earlier row then shows all values of such a column: "0-31". `how`
 * has a value for each column.
 */
void table_rows_fold(struct table_rows *t, const enum fold *how);
void table_rows_free(struct table_rows *t);
/* "0,1,2,5" as "0-2,5"; other texts as they are. `out` may not be `list`. */
void put_ranges(char *out, size_t room, const char *list);

#endif
