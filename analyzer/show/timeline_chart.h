/*
 * What cores hold over time, as a chart for each run.
 *
 * Must not know: why it is drawn.
 */
#ifndef TIMELINE_CHART_H
#define TIMELINE_CHART_H

#include <sqlite3.h>
#include <stdio.h>
#include "options.h"
#include "terminal.h"

/*
 * Draws for each run the fullest of the cores that the window names, on the chips that it names: parts
 * stacked over time under the capacity, marks, failures. `o`: what rows are left by after the window, as
 * of query_prepare(). `t`: its width and lines may be none. `below`: lines that the caller prints after
 * it, so that one screen has all of it. Returns how many runs have a chart; those without an instant
 * have none.
 */
size_t timeline_chart(FILE *out, sqlite3 *db, const struct options *o, const struct terminal *t,
	size_t below);

/* Whether there is room for the chart alone: then nothing is printed below it, and it has no title. */
bool timeline_chart_is_small(const struct terminal *t, size_t below);

#endif
