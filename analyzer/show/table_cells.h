/*
 * Cells of a table as people read them: thousands grouped, times with a unit, paths short, chips as
 * ranges.
 *
 * Must not know: columns' widths, how rows are printed.
 */
#ifndef TABLE_CELLS_H
#define TABLE_CELLS_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdio.h>

enum { CELL_BYTES = 4096 };

struct cells;
/* For rows of this statement. Ends the program when memory is out. */
struct cells *cells_new(sqlite3_stmt *s);
/* The text of a column of the statement's row; NULL is a dash. */
void cell_text(const struct cells *c, sqlite3_stmt *s, int column, char *out, size_t room);
/* Where rows are of several runs: a line that says which file each is. width 0: as long as it is. */
void cells_legend(FILE *out, const struct cells *c, size_t width);
void cells_free(struct cells *c);

#endif
