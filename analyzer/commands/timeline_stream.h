/*
 * Rows of timeline, printed while the trace is read: what queries/timeline.sql and timeline_core.sql
 * give for whole runs, in a format that programs read.
 */
#ifndef TIMELINE_STREAM_H
#define TIMELINE_STREAM_H

#include <sqlite3.h>
#include <stdbool.h>
#include "row_stream.h"
#include "options.h"

struct timeline_stream;

/* Whether these options ask for nothing that needs all rows at once, or a window in time. */
bool timeline_streams(const struct options *o);
/* The options have to live as long. */
struct timeline_stream *timeline_stream_new(const struct options *o);
struct row_stream timeline_stream_sink(struct timeline_stream *t);
/* After the last row: prints the header if there was none. Returns an exit code. */
int timeline_stream_end(struct timeline_stream *t, sqlite3 *db);
void timeline_stream_free(struct timeline_stream *t);

#endif
