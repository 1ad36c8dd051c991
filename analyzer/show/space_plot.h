/*
 * A small picture in text of how a bank filled and broke up over time.
 *
 * Must not know: where the rows come from.
 */
#ifndef SPACE_PLOT_H
#define SPACE_PLOT_H

#include <sqlite3.h>
#include <stdio.h>

/*
 * `rows`: the columns of frag_states.sql, ordered by run, handle, kind and time; the caller
 * finalizes. Draws one picture for each allocator that has at least two rows, in lines of at most `width`
 * characters; 0: no limit.
 */
void plot_space(FILE *out, sqlite3_stmt *rows, size_t width);

#endif
