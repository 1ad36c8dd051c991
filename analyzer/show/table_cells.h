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
/* What is needed to print cells of this statement's rows, in lines of `width` characters (0: no limit).
 * cells_free() frees it. */
struct cells *cells_new(sqlite3_stmt *s, size_t width);
/* Writes a column of the current row as text, in at most `room` bytes; NULL becomes a dash. */
void cell_text(const struct cells *c, sqlite3_stmt *s, int column, char *out, size_t room);
/*
 * If the rows have a column `run` and there are several runs, prints a line that says which file
 * each run is. `width`: characters of the line; 0: no limit.
 */
void cells_legend(FILE *out, const struct cells *c, size_t width);
void cells_free(struct cells *c);

#endif
