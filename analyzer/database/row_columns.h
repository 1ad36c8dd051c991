/*
 * Rows of a table as columns of numbers in memory: a twentieth of what rows in SQLite cost to write and
 * read again. They are given as cells, as to a table, or are those of a statement. All have the same
 * columns. A text is a number, which row_columns_text() gives back.
 *
 * Must not know: which tables there are, what is done with the rows.
 */
#ifndef ROW_COLUMNS_H
#define ROW_COLUMNS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "id_map.h"
#include "row_cells.h"

struct row_column {
	const char *name;
	enum cell_kind kind;    /* of CELL_TEXT the cells are numbers of texts */
	uint32_t *narrow;       /* one of the two is NULL; both: */
	uint64_t *wide;
	uint64_t same;          /* all cells are this, which takes no room */
};

/* Empty when all zeros. Free with row_columns_free(). */
struct row_columns {
	size_t rows, capacity, count;   /* number of rows, of columns */
	struct row_column at[CELLS_MAX];
	char **texts, *names;
	size_t text_count, text_capacity;
	struct table numbers;           /* of texts */
};

void row_columns_add(struct row_columns *r, const struct cell *cells, size_t count);
/* Makes these columns of numbers, in rows that there are, of `from`. to: empty; the names stay the caller's. */
void row_columns_copy(struct row_columns *to, const struct row_columns *from, const char *const *names,
	size_t name_count, const uint32_t *rows, size_t count);
/* Adds the rows of a statement: integers and texts, NULL is L1T_UNKNOWN. Does not finalize it. */
void row_columns_read(struct row_columns *r, sqlite3_stmt *s);
/* The cells of a row, as they were given: as many as there are columns. */
void row_columns_cells(const struct row_columns *r, size_t row, struct cell *cells);
/* NULL: there are no rows. Ends the program if rows have no such column. */
const struct row_column *row_columns_find(const struct row_columns *r, const char *name);
/* Of a column of texts; NULL for L1T_UNKNOWN. Valid as long as the rows. */
const char *row_columns_text(const struct row_columns *r, uint64_t number);
void row_columns_free(struct row_columns *r);

/* A cell; L1T_UNKNOWN is NULL. */
static inline uint64_t row_column_at(const struct row_column *c, size_t row)
{
	if (c->wide)
		return c->wide[row];
	if (!c->narrow)
		return c->same;
	return c->narrow[row] == UINT32_MAX ? UINT64_MAX : c->narrow[row];
}

#endif
