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
 * `rows`: run, device, mesh, kind, handle, time_ns, capacity, free and largest free bytes, ordered
 * by run, handle, kind and time. One picture for each allocator with at least two of them.
 */
void plot_space(FILE *out, sqlite3_stmt *rows);

#endif
