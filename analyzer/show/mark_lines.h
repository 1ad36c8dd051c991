/*
 * Passes of marks as lines under a chart: a line for each depth, the outermost first; passes of a name
 * beside each other are one span.
 *
 * Must not know: how a chart is drawn.
 */
#ifndef MARK_LINES_H
#define MARK_LINES_H

#include <sqlite3.h>
#include "stacked_chart.h"
#include "use_columns.h"

struct mark_lines;
/* The marks of a run in the columns' time. Free with mark_lines_free(). */
struct mark_lines *mark_lines_read(sqlite3 *db, int64_t run, const struct use_columns *u);
/* How many lines they are: at most 3. */
size_t mark_lines_count(const struct mark_lines *m);
/* Draws a line, from 0. */
void mark_lines_put(FILE *out, const struct terminal *t, const struct stacked_chart *c,
	const struct mark_lines *m, size_t line);
void mark_lines_free(struct mark_lines *m);

#endif
